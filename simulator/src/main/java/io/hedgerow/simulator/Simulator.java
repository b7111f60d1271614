package io.hedgerow.simulator;

import io.hedgerow.simulator.fault.Behaviour;
import io.hedgerow.simulator.fault.Behaviours;
import io.hedgerow.simulator.wire.AcceptGate;
import io.hedgerow.simulator.wire.ConnectionCounts;
import io.hedgerow.simulator.wire.ConnectionOptions;
import io.hedgerow.simulator.wire.ConnectionTally;
import io.hedgerow.simulator.wire.OpenConnections;
import io.hedgerow.simulator.wire.Scheme;
import io.hedgerow.simulator.wire.SelfSignedCertificate;
import io.hedgerow.simulator.wire.ServerConfig;
import io.netty.handler.codec.http2.Http2Error;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The unreliable upstream. {@code GET /api/work} waits, then answers {@code {"time": 160}} (the
 * delay in milliseconds) or fails as its {@link io.hedgerow.simulator.fault.FaultMix} defines.
 * {@code GET /counts} returns the counts as JSON. Both accept HEAD. It speaks HTTP/1.1 and HTTP/2,
 * plain text or TLS; {@link ConnectionOptions}, {@link #goAway} and {@link #blackHole} control its
 * connections.
 *
 * <p>The behaviour of a request comes from the first of these that is set: its query ({@code
 * ?fault=status:503@20ms}; without {@code @} the delay is random), {@link #script}, {@link
 * #always}, the mix. An invalid query gets 400 and is not counted.
 *
 * <p>Thread-safe. {@link #start} and {@link #close} block, so do not call them on an event loop. It
 * owns its Vert.x instance and closes it.
 */
public final class Simulator implements AutoCloseable {
  private static final long START_LIMIT_SECONDS = 10;
  private static final long CLOSE_LIMIT_SECONDS = 10;
  private static final long ERROR_CODE_MAX = 0xffff_ffffL;
  private static final String COUNTS_PATH = "/counts";
  private static final String FAULT_PARAMETER = "fault";
  private static final Set<HttpMethod> SERVED = Set.of(HttpMethod.GET, HttpMethod.HEAD);

  private final SimulatorOptions options;
  private final Vertx vertx;
  private final Script script;
  private final RequestTally requestTally = new RequestTally();
  private final ConnectionTally connectionTally = new ConnectionTally();
  private final OpenConnections connections;
  private final AcceptGate gate;
  // Null without TLS.
  private final @Nullable SelfSignedCertificate certificate;
  // Written by callers, read by event loops.
  private volatile Consumer<? super ReceivedRequest> listener = _ -> {};
  // Every event loop writes the same port before start returns.
  private volatile int port;

  private Simulator(SimulatorOptions options) {
    this.options = options;
    this.script = new Script(options.mix(), options.seed());
    ConnectionOptions connectionOptions = options.connections();
    this.connections = new OpenConnections(connectionOptions, connectionTally);
    this.gate =
        new AcceptGate(
            connectionOptions.acceptDelayMillis(), connectionOptions.blackHoles(), connectionTally);
    this.certificate =
        connectionOptions.scheme() == Scheme.HTTPS ? SelfSignedCertificate.create() : null;
    this.vertx = ServerConfig.newVertx(options.eventLoops(), gate);
  }

  /**
   * Starts a simulator and waits until it listens, at most 10 s.
   *
   * @throws UncheckedIOException if it cannot listen, naming the host and port
   * @throws IllegalStateException on a thread of Vert.x, or if it does not listen in time
   */
  public static Simulator start(SimulatorOptions options) {
    if (Context.isOnVertxThread()) {
      throw new IllegalStateException(
          "thread: %s (expected: not a Vert.x thread, because start blocks)"
              .formatted(Thread.currentThread().getName()));
    }
    Simulator simulator = new Simulator(options);
    boolean listens = false;
    try {
      simulator.listen();
      listens = true;
      return simulator;
    } finally {
      if (!listens) {
        simulator.close();
      }
    }
  }

  /** The configured listen address. */
  public String host() {
    return options.host();
  }

  /** The port it listens on, never 0. */
  public int port() {
    return port;
  }

  /** URL of the work endpoint, such as {@code http://127.0.0.1:8081/api/work}; https with TLS. */
  public String url() {
    String authority = host().contains(":") ? "[" + host() + "]" : host();
    return options.connections().scheme() + "://" + authority + ":" + port + WorkRequest.PATH;
  }

  /**
   * The self-signed certificate as PEM, for localhost, 127.0.0.1 and ::1. Clients must trust it as
   * a certificate authority.
   *
   * @throws IllegalStateException without TLS
   */
  public String certificatePem() {
    if (certificate == null) {
      throw new IllegalStateException(
          "scheme: http (expected: https; there is no certificate without TLS)");
    }
    return certificate.certificatePem();
  }

  /** Queues behaviours for the next requests, one each in order of arrival. */
  public void script(Behaviour... behaviours) {
    script.append(List.of(behaviours));
  }

  /** Gives all further requests this behaviour, after the scripted ones. */
  public void always(Behaviour behaviour) {
    script.always(behaviour);
  }

  /** Gives all further requests random behaviours of these, after the scripted ones. */
  public void always(Behaviours behaviours) {
    script.always(behaviours);
  }

  /** Discards {@link #script} and {@code always}: returns to the mix of the options. */
  public void clear() {
    script.clear();
  }

  /**
   * Calls the listener for each work request when it arrives, before it is counted. Replaces the
   * previous listener.
   *
   * @param listener called on event loops; must not block or throw
   */
  public void onRequest(Consumer<? super ReceivedRequest> listener) {
    this.listener = listener;
  }

  /** Counts of work requests; still available after {@link #close}. */
  public Counts counts() {
    return requestTally.counts();
  }

  /** Total time from arrival to end of all ended work requests, in nanoseconds. */
  public long workedNanos() {
    return requestTally.workedNanos();
  }

  /** Open HTTP connections, counted from their first bytes. */
  public int connections() {
    return connectionTally.open();
  }

  /** Counts of connections; still available after {@link #close}. */
  public ConnectionCounts connectionCounts() {
    return connectionTally.counts();
  }

  /**
   * Sends GOAWAY(NO_ERROR) on every HTTP/2 connection. Each closes when its last request has ended,
   * or after 60 s. Does not wait for that.
   */
  public void goAway() {
    goAway(Http2Error.NO_ERROR.code());
  }

  /**
   * Sends GOAWAY on every HTTP/2 connection and closes it at once, with all its requests. Code 0 is
   * the same as {@link #goAway()}. Does not wait for that.
   *
   * @param errorCode of RFC 9113, section 7, from 0
   */
  public void goAway(long errorCode) {
    if (errorCode < 0 || errorCode > ERROR_CODE_MAX) {
      throw new IllegalArgumentException(
          "error code: %d (expected: from 0 to %d)".formatted(errorCode, ERROR_CODE_MAX));
    }
    connections.goAway(errorCode);
  }

  /**
   * Makes the next connections black holes: they are accepted but never answered, until the client
   * leaves or {@link #closeBlackHoles} or {@link #close} closes them. They do not count as HTTP
   * connections, and their bytes are discarded.
   *
   * @param connections how many; replaces the number set before. 0 means none, {@link
   *     Integer#MAX_VALUE} all
   */
  public void blackHole(int connections) {
    if (connections < 0) {
      throw new IllegalArgumentException(
          "black holes: %d (expected: a whole number from 0)".formatted(connections));
    }
    gate.blackHole(connections);
  }

  /** Open black holes. */
  public int blackHoles() {
    return gate.blackHoles();
  }

  /** Closes the open black holes. */
  public void closeBlackHoles() {
    gate.closeBlackHoles();
  }

  /**
   * Closes the listener and all connections, cancels requests in flight, and waits for that at most
   * 10 s. Idempotent.
   *
   * @throws IllegalStateException if it did not close in time
   */
  @Override
  public void close() {
    await("closed", vertx.close(), CLOSE_LIMIT_SECONDS);
  }

  private void listen() {
    // With plain port 0, each event loop would bind a different port.
    SocketAddress address =
        options.port() == 0
            ? SocketAddress.sharedRandomPort(1, options.host())
            : SocketAddress.inetSocketAddress(options.port(), options.host());
    // Vert.x requires a new object per event loop; they share one listening socket.
    Future<String> listening =
        vertx.deployVerticle(
            () -> (Deployable) context -> newServer().listen(address).onSuccess(this::onListening),
            new DeploymentOptions().setInstances(options.eventLoops()));
    await("listening", listening.recover(this::cannotListen), START_LIMIT_SECONDS);
  }

  private Future<String> cannotListen(Throwable cause) {
    return Future.failedFuture(
        new UncheckedIOException(
            "listen address: %s:%d (expected: an address of this machine and a free port; %s)"
                .formatted(options.host(), options.port(), cause.getMessage()),
            cause instanceof IOException known ? known : new IOException(cause)));
  }

  private static void await(String state, Future<?> future, long limitSeconds) {
    try {
      future.await(limitSeconds, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IllegalStateException(
          "simulator: not %s (expected: within %d s)".formatted(state, limitSeconds), e);
    }
  }

  private HttpServer newServer() {
    return ServerConfig.newServer(vertx, options.connections(), certificate)
        .connectionHandler(connections::onOpened)
        .requestHandler(this::onRequestReceived);
  }

  private void onListening(HttpServer server) {
    port = server.actualPort();
  }

  private void onRequestReceived(HttpServerRequest request) {
    if (!connections.admits(request)) {
      return;
    }
    boolean isWork = WorkRequest.PATH.equals(request.path());
    if (!isWork && !COUNTS_PATH.equals(request.path())) {
      Answers.text(
          request,
          404,
          "path: %s (expected: %s or %s)\n"
              .formatted(request.path(), WorkRequest.PATH, COUNTS_PATH));
    } else if (!SERVED.contains(request.method())) {
      request.response().putHeader(HttpHeaders.ALLOW, "GET, HEAD");
      Answers.text(
          request, 405, "method: %s (expected: GET or HEAD)\n".formatted(request.method()));
    } else if (isWork) {
      onWorkAsked(request);
    } else {
      Answers.json(request, 200, countsJson());
    }
  }

  private void onWorkAsked(HttpServerRequest request) {
    Behaviour behaviour;
    try {
      String fault = request.getParam(FAULT_PARAMETER);
      behaviour = fault == null ? script.next() : script.parse(fault);
    } catch (IllegalArgumentException e) {
      Answers.text(request, 400, e.getMessage() + "\n");
      return;
    }
    listener.accept(ReceivedRequest.of(request));
    WorkRequest.begin(vertx, request, behaviour, requestTally);
  }

  private String countsJson() {
    Counts requests = counts();
    ConnectionCounts connected = connectionCounts();
    return """
        {"asked": %d, "finished": %d, "cancelled": %d, "working": %d, "connections": %d, \
        "accepted": %d, "swallowed": %d, "resets": %d, "goAways": %d, "enhanceYourCalm": %d}\
        """
        .formatted(
            requests.asked(),
            requests.finished(),
            requests.cancelled(),
            requests.working(),
            connections(),
            connected.accepted(),
            connected.swallowed(),
            connected.resets(),
            connected.goAways(),
            connected.enhanceYourCalm());
  }
}
