package io.hedgerow.gateway.upstream;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpClientConnection;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections that exist only in memory. What is asked for stays pending until the test lets
 * it succeed or fail, and a close is reported to the lane only when the test says so, as on a real
 * event loop it comes later too.
 */
final class FakeConnector implements Supplier<Future<HttpClientConnection>> {

  /** One connection; {@link #http()} answers to what a lane calls and to nothing else. */
  static final class Connection {
    private final HttpClientConnection http =
        (HttpClientConnection)
            Proxy.newProxyInstance(
                HttpClientConnection.class.getClassLoader(),
                new Class<?>[] {HttpClientConnection.class},
                (proxy, method, arguments) -> call(proxy, method.getName(), arguments));
    private @Nullable Handler<Void> closeHandler;
    private boolean isClosing;

    HttpClientConnection http() {
      return http;
    }

    /** Whether the lane has closed it. */
    boolean isClosing() {
      return isClosing;
    }

    /** Tells the lane that it is closed, by whomever. */
    void reportClosed() {
      Handler<Void> handler = closeHandler;
      closeHandler = null;
      if (handler != null) {
        handler.handle(null);
      }
    }

    private boolean isMine(Object other) {
      return Proxy.isProxyClass(other.getClass()) && other.hashCode() == hashCode();
    }

    @SuppressWarnings("unchecked") // the only type that closeHandler() takes
    private @Nullable Object call(Object proxy, String method, Object @Nullable [] arguments) {
      return switch (method) {
        case "closeHandler" -> {
          closeHandler = arguments == null ? null : (Handler<Void>) arguments[0];
          yield proxy;
        }
        case "exceptionHandler" -> proxy;
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

  private final Queue<Promise<HttpClientConnection>> pending = new ArrayDeque<>();
  private final List<Connection> opened = new ArrayList<>();

  @Override
  public Future<HttpClientConnection> get() {
    Promise<HttpClientConnection> promise = Promise.promise();
    pending.add(promise);
    return promise.future();
  }

  /** The connections asked for that have neither come nor failed. */
  int pending() {
    return pending.size();
  }

  /** Lets the oldest pending connection come. */
  Connection succeed() {
    Connection connection = new Connection();
    opened.add(connection);
    pending.remove().complete(connection.http());
    return connection;
  }

  /** Lets the oldest pending connection fail. */
  void fail(Exception cause) {
    pending.remove().fail(cause);
  }

  /** The lane's closing of connections takes effect. */
  void reportClosed() {
    List.copyOf(opened).stream().filter(Connection::isClosing).forEach(Connection::reportClosed);
  }
}
