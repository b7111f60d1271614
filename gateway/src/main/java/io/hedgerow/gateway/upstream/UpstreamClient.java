package io.hedgerow.gateway.upstream;

import io.hedgerow.core.deadline.Deadline;
import io.hedgerow.core.limit.ResetBudget;
import io.hedgerow.gateway.loop.Loop;
import io.hedgerow.gateway.loop.Timer;
import io.hedgerow.gateway.settings.UpstreamSettings;
import io.hedgerow.gateway.settings.UpstreamUrl;
import io.hedgerow.gateway.telemetry.UpstreamSnapshot;
import io.netty.handler.ssl.OpenSsl;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.dns.AddressResolverOptions;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * The upstream as one event loop reaches it: a {@link Lane} of connections for each attempt number.
 *
 * <p>The connections are Vert.x's, the pools are ours. A hedge must not share a connection with the
 * attempt it hedges, an attempt must be able to stop waiting for one, and a retry must know which
 * connections are fresh. Vert.x's own pool offers none of the three.
 *
 * <p>Belongs to one event loop. Owns its lanes; {@link #close()} closes them.
 */
public final class UpstreamClient {
  private static final CharSequence DEADLINE_HEADER =
      HttpHeaders.createOptimized("hedgerow-deadline-ms");

  private static final long RESET_WINDOW_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final int NAME_TTL_MAX_SECONDS = 5;
  private static final byte[] PING = "hedgerow".getBytes(StandardCharsets.US_ASCII);

  private final Loop loop;
  private final UpstreamSettings settings;
  private final HttpClientAgent http;
  private final Connector connector;
  private final UpstreamUrl url;
  private final List<Lane> lanes;
  private final WireTally tally = new WireTally();
  private int running;
  // Streams the latest connection could carry; before the first one, the configured maximum.
  private int expectedStreams;

  /**
   * A client on the event loop that calls this.
   *
   * @param lanes the highest attempt number
   * @param loops number of event loops that share the configured maximum of connections
   */
  public UpstreamClient(
      Vertx vertx, Loop loop, UpstreamSettings settings, UpstreamUrl url, int lanes, int loops) {
    this.loop = loop;
    this.settings = settings;
    this.url = url;
    this.expectedStreams =
        UpstreamHttp.mayMultiplex(settings.protocol(), url)
            ? settings.connections().streamsMax()
            : 1;
    this.http = UpstreamHttp.newClient(vertx, settings, url);
    long connectMillis = settings.connections().connectTimeout().millis();
    this.connector = new Connector(vertx, http, url, 3 * connectMillis);
    int connectionsMax = Math.ceilDiv(settings.connections().max(), loops);
    int pendingMax = Math.ceilDiv(settings.connections().pendingMax(), loops);
    this.lanes =
        IntStream.range(0, lanes)
            .mapToObj(_ -> new Lane(new LaneHost(), connectionsMax, pendingMax))
            .toList();
  }

  /** The TLS implementation: BoringSSL where it loads, otherwise the JDK. */
  public static String tlsEngine() {
    return OpenSSLEngineOptions.isAvailable() ? OpenSsl.versionString() : "JDK";
  }

  /**
   * DNS caching: a result is reused for its TTL, but for at least one second, so that a burst of
   * connections makes one lookup, and at most five, so that an address change is noticed soon.
   */
  public static AddressResolverOptions nameLookups() {
    return new AddressResolverOptions()
        .setCacheMinTimeToLive(1)
        .setCacheMaxTimeToLive(NAME_TTL_MAX_SECONDS)
        .setHostsRefreshPeriod(NAME_TTL_MAX_SECONDS)
        .setHostsRefreshPeriodUnit(TimeUnit.SECONDS);
  }

  /** Sends attempt {@code number} (1, 2, …) and reports its end to the listener, once. */
  public UpstreamAttempt launch(int number, Deadline deadline, UpstreamAttempt.Listener listener) {
    running++;
    Lane lane = lanes.get(number - 1);
    UpstreamAttempt attempt = new UpstreamAttempt(this, lane, number, deadline, listener);
    attempt.start();
    return attempt;
  }

  /** Closes connections that are idle for too long or too old; call it periodically. */
  public void closeExpired() {
    long nowNanos = loop.nowNanos();
    for (Lane lane : lanes) {
      lane.closeIdle(nowNanos - settings.connections().idleTimeout().nanos());
      lane.retireOpened(nowNanos - settings.connections().ageMax().nanos());
    }
  }

  /** Current attempts, exchanges and connections. */
  public UpstreamSnapshot snapshot() {
    return new UpstreamSnapshot(
        running, exchanges(), waiting(), connections(), idle(), tally.snapshot());
  }

  /** Exchanges on connections of all lanes, including those being drained. */
  private int exchanges() {
    return lanes.stream().mapToInt(Lane::exchanges).sum();
  }

  /** Idle connections, of all lanes. */
  private int idle() {
    return lanes.stream().mapToInt(Lane::idle).sum();
  }

  /** Connections that are open, of all lanes. */
  private int connections() {
    return lanes.stream().mapToInt(Lane::connections).sum();
  }

  /** Attempts that wait for a connection, in all lanes. */
  private int waiting() {
    return lanes.stream().mapToInt(Lane::waiting).sum();
  }

  /** Closes all connections. */
  public Future<Void> close() {
    lanes.forEach(Lane::close);
    return http.close();
  }

  Exchange newExchange(Lane lane, UpstreamConnection connection, Exchange.Listener listener) {
    return new Exchange(loop, lane, connection, settings.cancelling(), tally, listener);
  }

  RequestOptions request(Deadline deadline) {
    MultiMap headers = HttpHeaders.headers().add(HttpHeaders.ACCEPT, "application/json");
    if (settings.isDeadlineSent()) {
      long remainingNanos = deadline.remainingNanos(loop.nowNanos());
      headers.add(DEADLINE_HEADER, Long.toString(remainingNanos / 1_000_000));
    }
    return new RequestOptions()
        .setMethod(HttpMethod.GET)
        // The Host of HTTP/1.1 and the :authority of HTTP/2: servers refuse a request with both.
        .setHost(url.hostInAuthority())
        .setPort(url.portInAuthority())
        .setURI(url.requestUri())
        .setHeaders(headers);
  }

  boolean isBefore(Deadline deadline) {
    return !deadline.isReached(loop.nowNanos());
  }

  void onRetried() {
    tally.retried++;
  }

  void onEnded() {
    running--;
  }

  /** What the lanes need from the client. */
  private final class LaneHost implements Lane.Host {
    @Override
    public Future<HttpClientConnection> connect() {
      return connector.connect();
    }

    @Override
    public UpstreamConnection wrap(HttpClientConnection connection) {
      if (connection.protocolVersion() == HttpVersion.HTTP_2) {
        InterimFilter.install(connection);
      }
      long nowNanos = loop.nowNanos();
      ResetBudget resets =
          new ResetBudget(settings.cancelling().resetsMax(), RESET_WINDOW_NANOS, nowNanos);
      return new UpstreamConnection(
          connection, resets, settings.connections().streamsMax(), nowNanos);
    }

    @Override
    public void watchForSurplus(HttpClientConnection connection, Runnable onSurplus) {
      Http1Codec.install(
          connection,
          () -> {
            tally.connectionsWithSurplus++;
            onSurplus.run();
          });
    }

    @Override
    public Future<?> ping(HttpClientConnection connection) {
      Promise<Buffer> answered = Promise.promise();
      Timer timer =
          loop.scheduleAt(
              loop.nowNanos() + settings.connections().pingTimeout().nanos(),
              () -> answered.tryFail("no answer to a PING"));
      connection.ping(Buffer.buffer(PING)).onComplete(answered::tryComplete, answered::tryFail);
      return answered.future().eventually(() -> cancelled(timer));
    }

    @Override
    public long nowNanos() {
      return loop.nowNanos();
    }

    @Override
    public Runnable schedule(long delayNanos, Runnable task) {
      return loop.scheduleAt(loop.nowNanos() + delayNanos, task)::cancel;
    }

    @Override
    public void onCapacity(int exchanges) {
      expectedStreams = exchanges;
    }

    @Override
    public int expectedStreams() {
      return expectedStreams;
    }

    @Override
    public void onEnhanceYourCalm() {
      tally.connectionsEnhanceYourCalm++;
    }

    private Future<Void> cancelled(Timer timer) {
      timer.cancel();
      return Future.succeededFuture();
    }
  }
}
