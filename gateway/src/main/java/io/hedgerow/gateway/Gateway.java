package io.hedgerow.gateway;

import io.hedgerow.gateway.chaos.Api;
import io.hedgerow.gateway.chaos.Chaos;
import io.hedgerow.gateway.inbound.CallerTls;
import io.hedgerow.gateway.inbound.ConnectionLimits;
import io.hedgerow.gateway.inbound.GuardedTransport;
import io.hedgerow.gateway.management.ApiAddress;
import io.hedgerow.gateway.management.ConsoleSource;
import io.hedgerow.gateway.management.ManagementServer;
import io.hedgerow.gateway.management.ReplicaAccess;
import io.hedgerow.gateway.protection.RateLimit;
import io.hedgerow.gateway.protection.RequestLimit;
import io.hedgerow.gateway.route.BodyMemory;
import io.hedgerow.gateway.route.Routes;
import io.hedgerow.gateway.route.file.InvalidRoutes;
import io.hedgerow.gateway.route.reload.Preparation.Prepared;
import io.hedgerow.gateway.route.reload.RoutesReload;
import io.hedgerow.gateway.route.reload.RoutesSource;
import io.hedgerow.gateway.route.reload.RoutesState;
import io.hedgerow.gateway.settings.EffectiveSettings;
import io.hedgerow.gateway.settings.PemIdentity;
import io.hedgerow.gateway.settings.RateLimitSettings;
import io.hedgerow.gateway.settings.ReplicaSettings;
import io.hedgerow.gateway.settings.Settings;
import io.hedgerow.gateway.settings.UpstreamSettings;
import io.hedgerow.gateway.settings.UpstreamUrl;
import io.hedgerow.gateway.telemetry.Listener;
import io.hedgerow.gateway.telemetry.Listeners;
import io.hedgerow.gateway.telemetry.LoadSnapshot;
import io.hedgerow.gateway.telemetry.ProcessSnapshot;
import io.hedgerow.gateway.telemetry.RoutesSnapshot;
import io.hedgerow.gateway.telemetry.WireSnapshot;
import io.hedgerow.gateway.telemetry.console.KeptRace;
import io.hedgerow.gateway.telemetry.console.LoopRaces;
import io.hedgerow.gateway.telemetry.console.LoopRecorder;
import io.hedgerow.gateway.telemetry.console.LoopSecond;
import io.hedgerow.gateway.telemetry.console.Quantiles;
import io.hedgerow.gateway.telemetry.log.LogQueue;
import io.hedgerow.gateway.telemetry.log.RequestLog;
import io.hedgerow.gateway.telemetry.metrics.Metrics;
import io.hedgerow.gateway.telemetry.trace.Tracing;
import io.hedgerow.gateway.upstream.InvalidUpstream;
import io.hedgerow.gateway.upstream.UpstreamClient;
import io.hedgerow.gateway.upstream.Upstreams;
import io.hedgerow.gateway.upstream.wire.TlsClient;
import io.hedgerow.simulator.Simulator;
import io.hedgerow.simulator.SimulatorOptions;
import io.vertx.core.CompositeFuture;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole server: a {@link Worker} on each event loop, the management listener, and embedded
 * simulators if no upstream is configured. Creates and connects all parts.
 *
 * <p>One thread starts and closes it; any thread may call {@link #load()}. None of these threads
 * may be an event loop. Owns everything it starts.
 */
public final class Gateway implements AutoCloseable {
  /** The options of the first embedded simulator. The others differ in port and seed. */
  public static final SimulatorOptions EMBEDDED = SimulatorOptions.defaults();

  private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
  private static final long START_LIMIT_SECONDS = 30;
  private static final long CLOSE_LIMIT_SECONDS = 10;
  private static final long FILES_PERIOD_MILLIS = 10_000;
  private static final long ROUTES_SETTLE_MILLIS = 1000;

  private final Settings settings;
  private final RoutesReload reload;
  private final Metrics metrics;
  private final List<Listener> ownListeners;
  private final RequestLimit requestLimit;
  private final GuardedTransport transport = GuardedTransport.overBest();
  private final Vertx vertx;
  private final List<Worker> workers = new CopyOnWriteArrayList<>();
  private final ReplicaAccess replicas = new ReplicasOfWorkers(workers);
  private final ManagementServer management;
  private final List<Simulator> simulators = new ArrayList<>();
  // Written once by start(), before the management listener that reads them is started.
  private @Nullable Chaos chaos;
  private @Nullable Tracing tracing;
  private @Nullable Listener listener;
  // Written by the thread that starts the gateway, and by the threads that replace the routes.
  private volatile @Nullable RoutesInForce routes;
  // Written by the thread that starts and closes the gateway, read by the management listener's
  // event loop.
  private volatile boolean isReady;
  private boolean isClosed;

  private Gateway(Settings settings, RoutesSource routes, List<Listener> listeners) {
    this.settings = settings;
    this.requestLimit =
        new RequestLimit(BodyMemory.of(routes.initial(), settings.request()).requestsMax());
    this.metrics = settings.metrics().isEnabled() ? Metrics.prometheus() : Metrics.off();
    this.ownListeners = listeners;
    this.vertx =
        Vertx.builder()
            .with(
                new VertxOptions()
                    .setEventLoopPoolSize(settings.server().eventLoops())
                    .setAddressResolverOptions(UpstreamClient.nameLookups())
                    .setFileSystemOptions(
                        new FileSystemOptions()
                            .setFileCachingEnabled(false)
                            .setClassPathResolvingEnabled(false)))
            .withTransport(transport)
            .build();
    this.reload = new RoutesReload(vertx, routes, InstantSource.system(), this::prepare);
    this.management =
        new ManagementServer(
            new ManagementServer.Address(
                settings.management().host(),
                settings.management().port(),
                settings.management().hosts(),
                settings.management().token()),
            ConnectionLimits.ofManagement(settings),
            transport,
            () -> isReady && workers.stream().allMatch(Worker::wereUpstreamsHealthy),
            this::apiAddress,
            reload,
            replicas,
            settings.metrics().isEnabled() ? this::scrape : null,
            settings.console().isEnabled() ? new Recorded() : null,
            Tracing.pages(settings.tracing()));
  }

  /**
   * Starts a gateway and waits until it accepts requests.
   *
   * @throws InvalidRoutes if the file of routes is invalid
   * @throws StartFailure if it cannot start for any other reason; nothing is left running then
   */
  public static Gateway start(EffectiveSettings effective) throws InvalidRoutes, StartFailure {
    return start(effective.settings(), RoutesSource.of(effective), List.of());
  }

  /** Like {@link #start(EffectiveSettings)}, with routes read before and additional listeners. */
  public static Gateway start(Settings settings, RoutesSource routes, List<Listener> listeners)
      throws StartFailure {
    @Nullable Gateway gateway = null;
    try {
      gateway = new Gateway(settings, routes, listeners);
      gateway.start();
      return gateway;
    } catch (Throwable e) {
      // Errors included: event loops are not daemon threads and would keep the process alive.
      if (gateway != null) {
        gateway.close();
      }
      throw StartFailure.of(e);
    }
  }

  /**
   * Checks everything that a start needs except free ports. Starts nothing. Reads the TLS files of
   * the upstreams, so it blocks.
   *
   * @throws StartFailure if a gateway cannot start with these routes
   */
  public static void check(Settings settings, Routes routes) throws StartFailure {
    try {
      var _ = RoutesInForce.of(routes, settings.upstream(), null);
    } catch (InvalidUpstream e) {
      throw StartFailure.of(e);
    }
  }

  /** The port of the API. */
  public int port() {
    return workers.getFirst().port();
  }

  private ApiAddress apiAddress() {
    return new ApiAddress(
        settings.tls().identity() == null ? "http" : "https", "localhost", port());
  }

  /** The port of the management listener. */
  public int managementPort() {
    return management.port();
  }

  /** Maximum requests in flight with the current routes. */
  public int inFlightMax() {
    return requestLimit.max();
  }

  /** The current routes, and what happened to their file. */
  public RoutesState routes() {
    return reload.state();
  }

  /** The embedded simulators, one for each replica; none if an upstream is configured. */
  public List<Simulator> simulators() {
    return List.copyOf(simulators);
  }

  /** Whether Linux's epoll is used instead of the JDK's portable selector. */
  public boolean isTransportNative() {
    return transport.isNative();
  }

  /** The TLS implementation for the upstream, such as BoringSSL; null without TLS. */
  public @Nullable String tlsEngine() {
    UpstreamUrl url = settings.upstream().url();
    return url != null && url.isTls() ? TlsClient.engine() : null;
  }

  /** Called by {@link RoutesReload}, one call at a time. */
  private Prepared prepare(Routes next) throws InvalidRoutes {
    RoutesInForce before = Objects.requireNonNull(routes);
    RoutesInForce after;
    try {
      after = before.replacedBy(next);
    } catch (InvalidUpstream e) {
      throw new InvalidRoutes(reload.state().file() + ": " + e.getMessage());
    }
    return new Prepared() {
      @Override
      public Future<?> putInForce() {
        return Gateway.this.putInForce(after);
      }

      @Override
      public Future<?> undo() {
        return Gateway.this.putInForce(before);
      }
    };
  }

  /**
   * Serves new requests with other routes; requests in flight keep theirs. Completes when every
   * event loop has switched.
   */
  private Future<?> putInForce(RoutesInForce next) {
    // Its route may ask a real upstream from now on.
    return endSpike().transform(_ -> replaceRoutes(next));
  }

  private Future<CompositeFuture> replaceRoutes(RoutesInForce next) {
    routes = next;
    Routes served = next.routes();
    limitRequests(served);
    Listener told = Objects.requireNonNull(listener);
    return Future.all(workers.stream().map(worker -> worker.replaceRoutes(next)).toList())
        .onSuccess(_ -> told.onRoutesInForce(served));
  }

  private Future<Void> endSpike() {
    return chaos == null ? Future.succeededFuture() : chaos.endSpike();
  }

  private void limitRequests(Routes served) {
    BodyMemory bodies = BodyMemory.of(served, settings.request());
    requestLimit.limitTo(bodies.requestsMax());
    String warning = bodies.warning();
    if (warning != null) {
      LOG.warn("{}: {}", warning, bodies);
    }
  }

  /** The current load of all event loops. */
  public LoadSnapshot load() {
    try {
      return loadOfAll().await(CLOSE_LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IllegalStateException(
          "an event loop did not respond within " + CLOSE_LIMIT_SECONDS + " s", e);
    }
  }

  /**
   * Stops accepting requests, lets those in flight end by their deadline, and stops everything.
   * Idempotent.
   */
  @Override
  public void close() {
    if (isClosed) {
      return;
    }
    isClosed = true;
    long delayMillis = settings.server().shutdownDelay().millis();
    boolean wasReady = isReady;
    isReady = false;
    if (wasReady && delayMillis > 0) {
      awaitQuietly(
          Future.join(workers.stream().<Future<?>>map(Worker::leave).toList()),
          CLOSE_LIMIT_SECONDS * 1000);
      awaitQuietly(vertx.timer(delayMillis, TimeUnit.MILLISECONDS), 2 * delayMillis);
    }
    long drainMillis = settings.request().timeoutMax().millis();
    List<Future<Void>> drained =
        workers.stream().filter(Worker::isStarted).map(w -> w.drain(drainMillis)).toList();
    awaitQuietly(Future.join(drained), drainMillis + CLOSE_LIMIT_SECONDS * 1000);
    awaitQuietly(vertx.close(), CLOSE_LIMIT_SECONDS * 1000);
    if (tracing != null) {
      tracing.close();
    }
    endSpike();
    simulators.forEach(Simulator::close);
    metrics.close();
  }

  private List<Listener> listeners() {
    List<Listener> listeners = new ArrayList<>();
    if (tracing != null) {
      listeners.add(tracing.listener());
    }
    listeners.add(metrics);
    listeners.add(new RequestLog(settings.log().successRatio(), settings.log().failuresMax()));
    listeners.addAll(ownListeners);
    return listeners;
  }

  private Future<String> scrape() {
    return loadOfAll()
        .compose(
            load ->
                replicas
                    .replicas()
                    .compose(all -> vertx.executeBlocking(() -> metrics.scrape(load, all))));
  }

  private Future<LoadSnapshot> loadOfAll() {
    LoadSnapshot shared =
        LoadSnapshot.ofProcess(
            new ProcessSnapshot(
                transport.acceptFailures(),
                routes == null ? 0 : routes.callersTracked(),
                tracing == null ? 0 : tracing.exportedSpans(),
                tracing == null ? 0 : tracing.droppedSpans(),
                LogQueue.droppedLines(),
                management.rejectedConnections(),
                routesSnapshot()));
    List<Future<LoadSnapshot>> loads = workers.stream().map(Worker::load).toList();
    return Future.all(loads)
        .map(all -> all.<LoadSnapshot>list().stream().reduce(shared, LoadSnapshot::plus));
  }

  private <T> Future<List<T>> recorded(Function<LoopRecorder, T> part) {
    return Future.all(workers.stream().map(worker -> worker.recorded(part)).toList())
        .map(CompositeFuture::list);
  }

  /** What the workers recorded for the console. */
  private final class Recorded implements ConsoleSource {
    @Override
    public Future<LoadSnapshot> load() {
      return loadOfAll();
    }

    @Override
    public Future<Map<String, WireSnapshot>> wires() {
      return Future.all(
              workers.stream().map(worker -> worker.onUpstreams(Upstreams::wires)).toList())
          .map(
              loops -> {
                Map<String, WireSnapshot> sum = new HashMap<>();
                for (Map<String, WireSnapshot> loop : loops.<Map<String, WireSnapshot>>list()) {
                  loop.forEach((name, wire) -> sum.merge(name, wire, WireSnapshot::plus));
                }
                return sum;
              });
    }

    @Override
    public Future<List<LoopSecond>> takeSecond(Map<String, Quantiles> quantiles) {
      return recorded(recorder -> recorder.take(quantiles));
    }

    @Override
    public Future<List<LoopRaces>> races() {
      return recorded(recorder -> recorder.races(System.nanoTime()));
    }

    @Override
    public Future<?> expect(String mark, Consumer<@Nullable KeptRace> onEnded) {
      return recorded(
          recorder -> {
            recorder.expect(mark, onEnded);
            return recorder;
          });
    }

    @Override
    public void forget(String mark) {
      var _ =
          recorded(
              recorder -> {
                recorder.forget(mark);
                return recorder;
              });
    }

    @Override
    public String apiHost() {
      return settings.server().host();
    }

    @Override
    public Map<String, UpstreamSettings> upstreams() {
      Map<String, UpstreamSettings> settings = new HashMap<>();
      if (routes != null) {
        routes.upstreams().forEach((name, upstream) -> settings.put(name, upstream.settings()));
      }
      return settings;
    }

    @Override
    public @Nullable Chaos chaos() {
      return chaos;
    }
  }

  private RoutesSnapshot routesSnapshot() {
    RoutesState state = reload.state();
    return new RoutesSnapshot(
        state.applied(),
        state.invalid(),
        state.refused() == null,
        state.since().toEpochMilli() / 1000.0);
  }

  private void start() throws StartFailure, InvalidUpstream {
    limitRequests(reload.state().routes());
    UpstreamSettings upstream = settings.upstream();
    if (upstream.url() == null) {
      upstream = upstream.withReplicas(startSimulators());
      chaos = new Chaos(simulators, EMBEDDED.mix(), vertx, api());
    }
    this.tracing = Tracing.start(settings.tracing());
    Listeners listener = new Listeners(listeners());
    this.listener = listener;
    RateLimitSettings rateLimit = settings.rateLimit();
    RoutesInForce routes =
        RoutesInForce.of(
            reload.state().routes(), upstream, rateLimit == null ? null : RateLimit.of(rateLimit));
    this.routes = routes;
    listener.onRoutesInForce(reload.state().routes());
    WarmUp.run(vertx, transport, settings, Objects.requireNonNull(upstream.url()));
    PemIdentity certificate = settings.tls().identity();
    CallerTls tls = certificate == null ? null : new CallerTls(vertx, certificate);
    listen(
        vertx.deployVerticle(
            () -> newWorker(routes, tls, listener),
            new DeploymentOptions().setInstances(settings.server().eventLoops())),
        "",
        settings.server().host(),
        settings.server().port());
    if (tls != null) {
      tls.follow(workers.getFirst().server(), FILES_PERIOD_MILLIS);
    }
    listen(
        vertx.deployVerticle(management),
        "management.",
        settings.management().host(),
        settings.management().port());
    reload.follow(FILES_PERIOD_MILLIS, ROUTES_SETTLE_MILLIS);
    isReady = true;
  }

  private Api api() {
    return new Api(
        () -> reload.state().routes(),
        settings.server().host(),
        this::port,
        settings.tls().identity() != null);
  }

  private ReplicaSettings startSimulators() {
    List<UpstreamUrl> urls = new ArrayList<>();
    for (int i = 0; i < settings.embedded().replicas(); i++) {
      Simulator simulator = Simulator.start(EMBEDDED.withSeed(EMBEDDED.seed() + i));
      simulators.add(simulator);
      urls.add(UpstreamUrl.parse(simulator.url()));
    }
    return ReplicaSettings.listed(urls);
  }

  private Worker newWorker(RoutesInForce routes, @Nullable CallerTls tls, Listeners listener) {
    LoopRecorder recorder =
        settings.console().isEnabled() ? new LoopRecorder(workers.size() + 1) : null;
    Listener all = recorder == null ? listener : listener.with(recorder);
    Worker worker = new Worker(settings, routes, transport, tls, all, recorder, requestLimit);
    workers.add(worker);
    return worker;
  }

  private static void listen(Future<String> deployed, String section, String host, int port)
      throws StartFailure {
    try {
      deployed.await(START_LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IllegalStateException(
          "listener not started within " + START_LIMIT_SECONDS + " s", e);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw StartFailure.ofListener(section, host, port, e);
    }
  }

  /** Waits up to the limit. A failure or a timeout does not keep the rest from closing. */
  private static void awaitQuietly(Future<?> future, long limitMillis) {
    try {
      future.await(limitMillis, TimeUnit.MILLISECONDS);
    } catch (Throwable e) {
      LOG.debug("while closing", e);
    }
  }
}
