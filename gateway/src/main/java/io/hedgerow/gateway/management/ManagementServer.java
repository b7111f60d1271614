package io.hedgerow.gateway.management;

import io.hedgerow.gateway.inbound.CallerConnections;
import io.hedgerow.gateway.inbound.CallerServer;
import io.hedgerow.gateway.inbound.ConnectionLimits;
import io.hedgerow.gateway.inbound.GuardedTransport;
import io.hedgerow.gateway.manual.Manual;
import io.hedgerow.gateway.route.reload.RoutesReload;
import io.hedgerow.gateway.route.reload.RoutesState;
import io.hedgerow.gateway.settings.Secret;
import io.hedgerow.gateway.telemetry.metrics.Metrics;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listener for operators: health, metrics, routes, replicas, the console and documentation.
 * {@code /health/live} is 200 as long as the process can answer. {@code /health/ready} is 200 while
 * the gateway accepts requests; it is 503 during shutdown, and at the start until each upstream
 * with health checks has been healthy once. After that, neither depends on the upstream: taking all
 * instances out of service because the upstream is unhealthy would make an outage worse.
 */
public final class ManagementServer extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(ManagementServer.class);
  private static final long SWEEP_PERIOD_MILLIS = 1000;
  private static final String TEXT = "text/plain";
  private static final String JSON = "application/json";
  private static final String HEALTH = "/health/";
  private static final String MANUAL = "/manual/";
  private static final String MANUAL_WITHOUT_SLASH = "/manual";

  /** Where the {@code type} of a problem leads, if it is resolved here instead of at the API. */
  private static final String PROBLEMS = "/problems";

  /**
   * Where the listener listens, and which requests it accepts.
   *
   * @param port 0 takes any free port
   * @param hosts host names accepted in a request, in lower case, besides localhost and IP
   *     addresses
   * @param token required for changes; null for none
   */
  public record Address(String host, int port, Set<String> hosts, @Nullable Secret token) {}

  private final Address address;
  private final CallerConnections connections;
  private final GuardedTransport transport;
  private final AllowedHosts allowedHosts;
  private final ChangeGuard guard;
  private final BooleanSupplier readiness;
  private final Supplier<ApiAddress> api;
  private final RoutesReload routes;
  private final ReplicaAccess replicas;
  private final @Nullable Supplier<Future<String>> scrape;
  private final @Nullable ConsoleSource consoleSource;
  private final @Nullable String traces;
  private @Nullable HttpServer server;
  // Null before the start, and if the console is off.
  private @Nullable ConsolePages console;

  /**
   * Creates the listener; deploying it starts it.
   *
   * @param transport the transport of the Vert.x instance that it will be deployed to
   * @param readiness called on an event loop for each {@code /health/ready}
   * @param api where the API listens; called once it does
   * @param routes the routes in force, and how to reload them
   * @param replicas the replicas of the upstreams in force
   * @param scrape produces the answer to {@code /metrics}; null if metrics are off
   * @param console the records that the console shows; null if it is off
   * @param traces the URL of a trace's page without its ID; null if traces have no pages
   */
  public ManagementServer(
      Address address,
      ConnectionLimits limits,
      GuardedTransport transport,
      BooleanSupplier readiness,
      Supplier<ApiAddress> api,
      RoutesReload routes,
      ReplicaAccess replicas,
      @Nullable Supplier<Future<String>> scrape,
      @Nullable ConsoleSource console,
      @Nullable String traces) {
    this.address = address;
    this.connections = new CallerConnections(limits);
    this.transport = transport;
    Set<String> names = new HashSet<>(address.hosts());
    names.add(address.host().toLowerCase(Locale.ROOT));
    this.allowedHosts = new AllowedHosts(names);
    this.guard = new ChangeGuard(address.host(), address.token());
    this.readiness = readiness;
    this.api = api;
    this.routes = routes;
    this.replicas = replicas;
    this.scrape = scrape;
    this.consoleSource = console;
    this.traces = traces;
  }

  @Override
  public Future<?> start() {
    if (consoleSource != null) {
      console = ConsolePages.start(vertx, consoleSource, routes, guard, api, traces);
    }
    server =
        CallerServer.of(
            vertx,
            null,
            connections,
            http ->
                handle(
                    new ManagementRequest(
                        http, connections.onRequestStarted(http.connection(), System.nanoTime()))),
            HttpServerRequest.DEFAULT_INVALID_REQUEST_HANDLER);
    vertx.setPeriodic(SWEEP_PERIOD_MILLIS, _ -> connections.closeOverdue(System.nanoTime()));
    return server
        .listen(address.port(), address.host())
        .onSuccess(
            listening -> {
              // The transport distinguishes listeners by port only. If the API has the same port,
              // on another address, the API's limits apply.
              if (listening.actualPort() != api.get().port()) {
                transport.tellArrivals(
                    listening.actualPort(),
                    channel -> connections.onAccepted(channel, System.nanoTime()));
              }
            });
  }

  /** Connections closed at the limit, since the start. */
  public long rejectedConnections() {
    return connections.rejected();
  }

  /** The port that it listens on; 0 before it does. */
  public int port() {
    return server == null ? 0 : server.actualPort();
  }

  private void handle(ManagementRequest request) {
    HttpServerRequest http = request.http();
    request.open().onComplete();
    String path = String.valueOf(http.path());
    // Probes may use any host name, and the health of the process is no secret.
    if (!path.startsWith(HEALTH) && !allowedHosts.allows(http)) {
      String host = http.authority() == null ? "invalid" : http.authority().host();
      String expected = "an IP address, localhost, or a name listed in management.hosts";
      request.answer(421, TEXT, "host: " + host + " (expected: " + expected + ")\n");
    } else if (path.equals(RoutesPage.RELOAD)) {
      routesPage().reload(request);
    } else if (path.startsWith(ReplicasPage.PATH + "/")) {
      new ReplicasPage(vertx, replicas, guard).change(request, path);
    } else if (console != null && console.acts(request, path)) {
      LOG.debug("answered {}", path);
    } else if (!http.method().equals(HttpMethod.GET) && !http.method().equals(HttpMethod.HEAD)) {
      http.response().putHeader(HttpHeaders.ALLOW, "GET, HEAD");
      request.answer(405, TEXT, "GET or HEAD only\n");
    } else {
      route(request, path);
    }
  }

  private void route(ManagementRequest request, String path) {
    switch (path) {
      case HEALTH + "live" -> request.answer(200, JSON, status("UP"));
      case HEALTH + "ready" -> {
        boolean isReady = readiness.getAsBoolean();
        request.answer(isReady ? 200 : 503, JSON, status(isReady ? "UP" : "DOWN"));
      }
      case "/metrics" -> answerMetrics(request);
      case RoutesPage.PATH -> routesPage().show(request);
      case RoutesPage.SCHEMA -> routesPage().showSchema(request);
      case ReplicasPage.PATH -> new ReplicasPage(vertx, replicas, guard).show(request);
      // The pages have relative links, which need the slash.
      case MANUAL_WITHOUT_SLASH -> redirect(request, MANUAL);
      case PROBLEMS -> redirect(request, MANUAL + "problems.html");
      default -> {
        if (path.startsWith(MANUAL)) {
          showManual(request, path.substring(MANUAL.length()));
        } else if (console == null || !console.answers(request, path)) {
          answerPage(request, path);
        }
      }
    }
  }

  private static void redirect(ManagementRequest request, String target) {
    request.http().response().putHeader(HttpHeaders.LOCATION, target);
    request.answer(308, TEXT, "see " + target + "\n");
  }

  private void answerPage(ManagementRequest request, String path) {
    Page ofConsole = console == null ? null : Page.ofConsole(path);
    Page page = ofConsole == null ? Page.at(path) : ofConsole;
    if (page == null) {
      request.answer(404, TEXT, "not found; see / for all pages\n");
    } else {
      show(request, page);
    }
  }

  /** Reads the page on a worker thread, because this event loop may also serve the API. */
  private void show(ManagementRequest request, Page page) {
    ApiAddress address = api.get().seenBy(request.http());
    RoutesState state = routes.state();
    vertx
        .executeBlocking(() -> page.read(address, state.file() == null ? null : state.routes()))
        .onSuccess(
            body -> {
              putSecurityPolicy(request, page.policy(address));
              request.answer(200, page.contentType(), body);
            })
        .onFailure(e -> answerFailure(request, e));
  }

  private void showManual(ManagementRequest request, String file) {
    vertx
        .executeBlocking(() -> Optional.ofNullable(Manual.read(file)))
        .onSuccess(
            content ->
                content.ifPresentOrElse(
                    page -> {
                      putSecurityPolicy(request, Page.OWN_POLICY);
                      request.answer(200, page.contentType(), Buffer.buffer(page.bytes()));
                    },
                    () -> request.answer(404, TEXT, "not found; see " + MANUAL + "\n")))
        .onFailure(e -> answerFailure(request, e));
  }

  private static void putSecurityPolicy(ManagementRequest request, String policy) {
    request.http().response().putHeader("content-security-policy", policy);
  }

  private static void answerFailure(ManagementRequest request, Throwable failure) {
    LOG.error("cannot show {}", request.http().path(), failure);
    request.answer(500, TEXT, "see the server's log\n");
  }

  private void answerMetrics(ManagementRequest request) {
    if (scrape == null) {
      request.answer(404, TEXT, "metrics are off; metrics.enabled=true switches them on\n");
      return;
    }
    // The future completes on any event loop.
    EventLoopResult.on(vertx.getOrCreateContext(), scrape.get())
        .onComplete(
            metrics -> request.answer(200, Metrics.CONTENT_TYPE, metrics),
            failure -> request.answer(500, TEXT, "no metrics: " + failure + "\n"));
  }

  private RoutesPage routesPage() {
    return new RoutesPage(vertx, routes, guard);
  }

  private static String status(String status) {
    return "{\"status\":\"" + status + "\"}";
  }
}
