package io.hedgerow.simulator;

import io.hedgerow.simulator.fault.Behaviour;
import io.hedgerow.simulator.fault.FaultMix;
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
 * The unreliable upstream. {@code GET /api/work} works for a while, answers {@code {"time": 160}}
 * (the milliseconds of that work), and fails as often and in such ways as its {@link
 * io.hedgerow.simulator.fault.FaultMix} says. {@code GET /counts} answers the counts as JSON. Both
 * take HEAD too. HTTP/1.1 and HTTP/2, in the clear or by TLS; how its connections begin and end is
 * said by {@link ConnectionOptions}, {@link #goAway} and {@link #blackHole}.
 *
 * <p>What becomes of a request is said, in this order, by its own query ({@code
 * ?fault=status:503@20ms}; without {@code @} the delay is drawn from the mix), by {@link #script},
 * by {@link #always}, by the mix. A query that cannot be read is answered 400 and not counted.
 *
 * <p>Methods may be called from any thread; {@link #start} and {@link #close} block, so not from an
 * event loop. It owns its Vert.x instance, and closes it with everything in it.
 */
public final class Simulator implements AutoCloseable {

  private static final long START_LIMIT_SECONDS = 10;
  private static final long CLOSE_LIMIT_SECONDS = 10;
  private static final long MAX_ERROR_CODE = 0xffff_ffffL;
  private static final String COUNTS_PATH = "/counts";
  private static final String FAULT_PARAMETER = "fault";
  private static final Set<HttpMethod> SERVED = Set.of(HttpMethod.GET, HttpMethod.HEAD);

  private final SimulatorOptions options;
  private final Vertx vertx;
  private final Script script;
  private final Tally tally = new Tally();
  private final OpenConnections connections;
  private final AcceptGate gate;
  // Null in the clear.
  private final @Nullable Identity identity;
  // Set by callers, read by event loops: a reference swapped whole.
  private volatile Consumer<? super ReceivedRequest> listener = request -> {};
  // Every event loop sets it, all to the same port, before start returns.
  private volatile int port;

  private Simulator(SimulatorOptions options) {
    this.options = options;
    this.script = new Script(options.mix(), options.seed());
    ConnectionOptions rules = options.connections();
    this.connections = new OpenConnections(rules, tally);
    this.gate = new AcceptGate(rules.acceptDelayMillis(), rules.blackHoles(), tally);
    this.identity = rules.scheme() == Scheme.HTTPS ? Identity.create() : null;
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
          "thread: %s (expected: not one of Vert.x, as the start blocks)"
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

  /** The address it listens on, as it was given. */
  public String host() {
    return options.host();
  }

  /** The port it listens on, never 0. */
  public int port() {
    return port;
  }

  /** Where the work is, such as {@code http://127.0.0.1:8081/api/work}; https with TLS. */
  public String url() {
    String authority = host().contains(":") ? "[" + host() + "]" : host();
    return options.connections().scheme() + "://" + authority + ":" + port + Work.PATH;
  }

  /**
   * The certificate it made for itself, as PEM: for localhost, 127.0.0.1 and ::1. A client trusts
   * it as an authority of its own.
   *
   * @throws IllegalStateException without TLS
   */
  public String certificatePem() {
    if (identity == null) {
      throw new IllegalStateException("scheme: http (expected: https, to have a certificate)");
    }
    return identity.certificatePem();
  }

  /** Appends to what the next requests get, one each in order of arrival. */
  public void script(Behaviour... behaviours) {
    script.append(List.of(behaviours));
  }

  /** Gives every following request this behaviour, after what is scripted. */
  public void always(Behaviour behaviour) {
    script.always(behaviour);
  }

  /** Gives every following request what this mix draws, after what is scripted. */
  public void always(FaultMix mix) {
    script.always(mix);
  }

  /** Forgets what {@link #script} and {@code always} said: back to the mix of the options. */
  public void clear() {
    script.clear();
  }

  /**
   * Tells of every following work request as it arrives, before it is counted. Replaces the
   * listener before it.
   *
   * @param listener called on event loops: it must not block or throw
   */
  public void onRequest(Consumer<? super ReceivedRequest> listener) {
    this.listener = listener;
  }

  /** What became of the work requests so far. Stays readable after {@link #close}. */
  public Counts counts() {
    return tally.counts();
  }

  /** The time from the arrival to the end of all work requests that have ended, in nanoseconds. */
  public long workedNanos() {
    return tally.workedNanos();
  }

  /** The HTTP connections that are open now, counted from their first bytes. */
  public int connections() {
    return tally.connections();
  }

  /** What became of the connections so far. Stays readable after {@link #close}. */
  public ConnectionCounts connectionCounts() {
    return tally.connectionCounts();
  }

  /**
   * Sends GOAWAY(NO_ERROR) on every HTTP/2 connection, and closes each as soon as its last request
   * has ended, after 60 s at the latest. Returns without waiting for it.
   */
  public void goAway() {
    goAway(Http2Error.NO_ERROR.code());
  }

  /**
   * Sends GOAWAY on every HTTP/2 connection and closes it at once, with all its requests; with the
   * code 0 it is {@link #goAway()}. Returns without waiting for it.
   *
   * @param errorCode of RFC 9113, section 7, from 0
   */
  public void goAway(long errorCode) {
    if (errorCode < 0 || errorCode > MAX_ERROR_CODE) {
      throw new IllegalArgumentException(
          "error code: %d (expected: from 0 to %d)".formatted(errorCode, MAX_ERROR_CODE));
    }
    connections.goAway(errorCode);
  }

  /**
   * Makes black holes of the next connections: they are accepted and never answered, until the
   * client leaves or {@link #closeBlackHoles} or {@link #close} closes them. They are no HTTP
   * connections, and what they send is no request.
   *
   * @param connections how many, in place of those still to come: 0 is none, and {@link
   *     Integer#MAX_VALUE} goes on until told otherwise
   */
  public void blackHole(int connections) {
    if (connections < 0) {
      throw new IllegalArgumentException(
          "black holes: %d (expected: a whole number from 0)".formatted(connections));
    }
    gate.blackHole(connections);
  }

  /** The black holes that are open now. */
  public int blackHoles() {
    return gate.blackHoles();
  }

  /** Closes the black holes that are open now. */
  public void closeBlackHoles() {
    gate.closeBlackHoles();
  }

  /**
   * Closes the listener and every connection, cancels what is being worked on, and waits for it, at
   * most 10 s. Calling it again does nothing.
   *
   * @throws IllegalStateException if it did not close in time
   */
  @Override
  public void close() {
    await("closed", vertx.close(), CLOSE_LIMIT_SECONDS);
  }

  private void listen() {
    // Of an ordinary port 0, each event loop would take another free port.
    SocketAddress address =
        options.port() == 0
            ? SocketAddress.sharedRandomPort(1, options.host())
            : SocketAddress.inetSocketAddress(options.port(), options.host());
    // A new object per event loop, as Vert.x asks; they share one listening socket.
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
    return ServerConfig.newServer(vertx, options.connections(), identity)
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
    boolean isWork = Work.PATH.equals(request.path());
    if (!isWork && !COUNTS_PATH.equals(request.path())) {
      Answers.text(
          request,
          404,
          "path: %s (expected: %s or %s)\n".formatted(request.path(), Work.PATH, COUNTS_PATH));
    } else if (!SERVED.contains(request.method())) {
      request.response().putHeader(HttpHeaders.ALLOW, "GET, HEAD");
      Answers.text(
          request, 405, "method: %s (expected: GET or HEAD)\n".formatted(request.method()));
    } else if (isWork) {
      onWorkAsked(request);
    } else {
      Answers.json(request, 200, tally.toJson());
    }
  }

  private void onWorkAsked(HttpServerRequest request) {
    Behaviour behaviour;
    try {
      String told = request.getParam(FAULT_PARAMETER);
      behaviour = told == null ? script.next() : script.parse(told);
    } catch (IllegalArgumentException e) {
      Answers.text(request, 400, e.getMessage() + "\n");
      return;
    }
    listener.accept(ReceivedRequest.of(request));
    Work.begin(vertx, request, behaviour, tally);
  }
}
