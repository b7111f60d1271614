package io.hedgerow.gateway.upstream;

import io.hedgerow.core.limit.ResetBudget;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.http.GoAway;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpVersion;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections that exist only in memory. A connect stays pending until the test completes it
 * or fails it. The lane learns of a close only when the test says so, because a real event loop
 * reports it later too.
 */
final class FakeConnector implements Lane.Host {

  /** One connection; {@link #http()} supports only what a lane calls. */
  static final class Connection {
    private final HttpClientConnection http =
        (HttpClientConnection)
            Proxy.newProxyInstance(
                HttpClientConnection.class.getClassLoader(),
                new Class<?>[] {HttpClientConnection.class},
                (proxy, method, arguments) -> call(proxy, method.getName(), arguments));
    private final HttpVersion version;
    private final int streamsMax;
    private @Nullable Handler<Void> closeHandler;
    private @Nullable Handler<GoAway> goAwayHandler;
    private @Nullable Handler<Http2Settings> settingsHandler;
    private boolean isClosing;

    Connection(HttpVersion version, int streamsMax) {
      this.version = version;
      this.streamsMax = streamsMax;
    }

    HttpClientConnection http() {
      return http;
    }

    /** Whether the lane has closed it. */
    boolean isClosing() {
      return isClosing;
    }

    /** Tells the lane that the connection is closed. */
    void reportClosed() {
      Handler<Void> handler = closeHandler;
      closeHandler = null;
      if (handler != null) {
        handler.handle(null);
      }
    }

    /** Tells the lane that the upstream sent GOAWAY. */
    void reportGoAway(long errorCode) {
      if (goAwayHandler != null) {
        goAwayHandler.handle(new GoAway().setErrorCode(errorCode));
      }
    }

    /** Tells the lane that the upstream has sent SETTINGS. */
    void reportSettings() {
      if (settingsHandler != null) {
        settingsHandler.handle(new Http2Settings());
      }
    }

    private boolean isMine(Object other) {
      return Proxy.isProxyClass(other.getClass()) && other.hashCode() == hashCode();
    }

    @SuppressWarnings("unchecked") // the only types that these methods take
    private @Nullable Object call(Object proxy, String method, Object @Nullable [] arguments) {
      return switch (method) {
        case "closeHandler" -> {
          closeHandler = arguments == null ? null : (Handler<Void>) arguments[0];
          yield proxy;
        }
        case "goAwayHandler" -> {
          goAwayHandler = arguments == null ? null : (Handler<GoAway>) arguments[0];
          yield proxy;
        }
        case "exceptionHandler" -> proxy;
        case "remoteSettingsHandler" -> {
          settingsHandler = arguments == null ? null : (Handler<Http2Settings>) arguments[0];
          yield proxy;
        }
        case "protocolVersion" -> version;
        case "maxActiveStreams" -> (long) streamsMax;
        case "close" -> {
          isClosing = true;
          yield Future.succeededFuture();
        }
        case "hashCode" -> hashCode();
        case "equals" -> arguments != null && isMine(arguments[0]);
        case "toString" -> "fake connection";
        default -> throw new UnsupportedOperationException(method);
      };
    }
  }

  private final Deque<Promise<HttpClientConnection>> pending = new ArrayDeque<>();
  private final List<Connection> opened = new ArrayList<>();

  private final LongSupplier clockNanos;
  private final HttpVersion version;
  private final int streamsMax;
  private final Queue<Promise<Void>> pings = new ArrayDeque<>();
  private final List<Runnable> scheduled = new ArrayList<>();
  private int expectedStreams;
  private int enhanceYourCalms;

  /** HTTP/1.1 connections. */
  FakeConnector(LongSupplier clockNanos) {
    this(clockNanos, HttpVersion.HTTP_1_1, 1);
  }

  FakeConnector(LongSupplier clockNanos, HttpVersion version, int streamsMax) {
    this.clockNanos = clockNanos;
    this.version = version;
    this.streamsMax = streamsMax;
    this.expectedStreams = Math.max(1, streamsMax);
  }

  @Override
  public UpstreamConnection wrap(HttpClientConnection http) {
    long nowNanos = clockNanos.getAsLong();
    ResetBudget resets = new ResetBudget(3, 1_000_000_000, nowNanos);
    return new UpstreamConnection(http, resets, streamsMax, nowNanos);
  }

  @Override
  public Future<?> ping(HttpClientConnection http) {
    Promise<Void> answered = Promise.promise();
    pings.add(answered);
    return answered.future();
  }

  @Override
  public long nowNanos() {
    return clockNanos.getAsLong();
  }

  @Override
  public int expectedStreams() {
    return expectedStreams;
  }

  @Override
  public Runnable schedule(long delayNanos, Runnable task) {
    scheduled.add(task);
    return () -> scheduled.remove(task);
  }

  /** Lets the time of everything scheduled pass; the test moves the clock itself. */
  void runScheduled() {
    List<Runnable> due = List.copyOf(scheduled);
    scheduled.clear();
    due.forEach(Runnable::run);
  }

  @Override
  public void onCapacity(int exchanges) {
    expectedStreams = exchanges;
  }

  @Override
  public void watchForSurplus(HttpClientConnection http, Runnable onSurplus) {}

  @Override
  public void onEnhanceYourCalm() {
    enhanceYourCalms++;
  }

  /** How often the lane reported ENHANCE_YOUR_CALM. */
  int enhanceYourCalms() {
    return enhanceYourCalms;
  }

  /** Pending PINGs. */
  Queue<Promise<Void>> pings() {
    return pings;
  }

  @Override
  public Future<HttpClientConnection> connect() {
    Promise<HttpClientConnection> promise = Promise.promise();
    pending.add(promise);
    return promise.future();
  }

  /** Pending connects. */
  int pending() {
    return pending.size();
  }

  /** Completes the oldest pending connect. */
  Connection succeed() {
    Connection connection = new Connection(version, streamsMax);
    opened.add(connection);
    pending.remove().complete(connection.http());
    return connection;
  }

  /** Completes the latest pending connect, while older ones hang. */
  Connection succeedLatest() {
    Connection connection = new Connection(version, streamsMax);
    opened.add(connection);
    pending.removeLast().complete(connection.http());
    return connection;
  }

  /** Fails the oldest pending connect. */
  void fail(Exception cause) {
    pending.remove().fail(cause);
  }

  /** The lane's closing of connections takes effect. */
  void reportClosed() {
    List.copyOf(opened).stream().filter(Connection::isClosing).forEach(Connection::reportClosed);
  }
}
