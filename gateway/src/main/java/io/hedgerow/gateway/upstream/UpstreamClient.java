package io.hedgerow.gateway.upstream;

import io.hedgerow.core.deadline.Deadline;
import io.hedgerow.gateway.loop.Loop;
import io.hedgerow.gateway.settings.Settings;
import io.hedgerow.gateway.settings.UpstreamUrl;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConfig;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.ClientSSLOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * The upstream as one event loop reaches it: a {@link Lane} of connections for each attempt number.
 *
 * <p>The connections are Vert.x's, the pools are ours: a hedge must not share a connection with the
 * attempt it hedges, an attempt must be able to stop waiting for one, and who redoes a request on a
 * fresh connection must know which one is fresh. Vert.x's own pool offers none of the three.
 *
 * <p>Belongs to one event loop. Owns its lanes; {@link #close()} closes them.
 */
public final class UpstreamClient {
  private static final CharSequence DEADLINE_HEADER =
      HttpHeaders.createOptimized("hedgerow-deadline-ms");

  private final Loop loop;
  private final Settings.Upstream settings;
  private final HttpClientAgent http;
  private final HttpConnectOptions address;
  private final UpstreamUrl url;
  private final List<Lane> lanes;
  private int running;
  private long redone;

  /**
   * A client on the event loop that calls this.
   *
   * @param lanes the largest attempt number there is
   * @param loops how many event loops share the configured number of connections
   */
  public UpstreamClient(
      Vertx vertx, Loop loop, Settings.Upstream settings, UpstreamUrl url, int lanes, int loops) {
    this.loop = loop;
    this.settings = settings;
    this.url = url;
    this.http = vertx.createHttpClient(config(settings), tls(settings));
    this.address =
        new HttpConnectOptions().setHost(url.host()).setPort(url.port()).setSsl(url.isTls());
    int connectionsMax = Math.ceilDiv(settings.connectionsMax(), loops);
    int pendingMax = Math.ceilDiv(settings.pendingMax(), loops);
    this.lanes =
        IntStream.range(0, lanes)
            .mapToObj(_ -> new Lane(this::connect, loop::nowNanos, connectionsMax, pendingMax))
            .toList();
  }

  /** Sends attempt {@code number} (1, 2, …) and tells the listener, once, how it ended. */
  public UpstreamAttempt launch(int number, Deadline deadline, UpstreamAttempt.Listener listener) {
    running++;
    Lane lane = lanes.get(number - 1);
    UpstreamAttempt attempt = new UpstreamAttempt(this, lane, number, deadline, listener);
    attempt.start();
    return attempt;
  }

  /** Closes the connections that were idle for too long; to be called now and then. */
  public void closeExpired() {
    long sinceNanos = loop.nowNanos() - settings.idleTimeout().nanos();
    lanes.forEach(lane -> lane.closeIdle(sinceNanos));
  }

  /** Attempts launched and not ended. */
  public int running() {
    return running;
  }

  /** Requests sent a second time because a reused connection died, since the start. */
  public long redone() {
    return redone;
  }

  /** Connections in use, of all lanes. */
  public int leased() {
    return lanes.stream().mapToInt(Lane::leased).sum();
  }

  /** Connections kept for later, of all lanes. */
  public int idle() {
    return lanes.stream().mapToInt(Lane::idle).sum();
  }

  /** Attempts that wait for a connection, in all lanes. */
  public int waiting() {
    return lanes.stream().mapToInt(Lane::waiting).sum();
  }

  /** Closes all connections. */
  public Future<Void> close() {
    lanes.forEach(Lane::close);
    return http.close();
  }

  Exchange newExchange(Lane lane, UpstreamConnection connection, Exchange.Listener listener) {
    return new Exchange(loop, lane, connection, settings.lingerTimeout().nanos(), listener);
  }

  RequestOptions request(Deadline deadline) {
    MultiMap headers =
        HttpHeaders.headers()
            .add(HttpHeaders.HOST, url.authority())
            .add(HttpHeaders.ACCEPT, "application/json");
    if (settings.isDeadlineSent()) {
      long remainingNanos = deadline.remainingNanos(loop.nowNanos());
      headers.add(DEADLINE_HEADER, Long.toString(remainingNanos / 1_000_000));
    }
    return new RequestOptions()
        .setMethod(HttpMethod.GET)
        .setURI(url.requestUri())
        .setHeaders(headers);
  }

  boolean isBefore(Deadline deadline) {
    return !deadline.isReached(loop.nowNanos());
  }

  void onRedone() {
    redone++;
  }

  void onEnded() {
    running--;
  }

  private Future<HttpClientConnection> connect() {
    return http.connect(address);
  }

  private static ClientSSLOptions tls(Settings.Upstream settings) {
    ClientSSLOptions tls = new ClientSSLOptions();
    tls.setSslHandshakeTimeout(settings.connectTimeout().millis());
    tls.setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
    tls.setHostnameVerificationAlgorithm("HTTPS");
    return tls;
  }

  private static HttpClientConfig config(Settings.Upstream settings) {
    HttpClientConfig config =
        new HttpClientConfig()
            .setVersions(HttpVersion.HTTP_1_1)
            .setConnectTimeout(Duration.ofMillis(settings.connectTimeout().millis()));
    // Closing is how a loser is cancelled: with a reset the upstream knows at once, and no
    // thousands of ports are left in TIME_WAIT.
    config.getTcpConfig().getTransportConfig().setSoLinger(0);
    return config;
  }
}
