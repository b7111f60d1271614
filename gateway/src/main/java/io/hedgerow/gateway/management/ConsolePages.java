package io.hedgerow.gateway.management;

import io.hedgerow.gateway.chaos.Chaos;
import io.hedgerow.gateway.inbound.CallerConnections.OpenRequest;
import io.hedgerow.gateway.route.Route;
import io.hedgerow.gateway.route.reload.RoutesReload;
import io.hedgerow.gateway.settings.UpstreamSettings;
import io.hedgerow.gateway.telemetry.LoadSnapshot;
import io.hedgerow.gateway.telemetry.WireSnapshot;
import io.hedgerow.gateway.telemetry.console.Console;
import io.hedgerow.gateway.telemetry.console.LoopSecond;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the data of the console as JSON and as a stream of events, and takes its changes.
 *
 * <p>Belongs to the event loop of the management listener.
 */
final class ConsolePages {
  static final String EVENTS = "/console/events";
  static final String DISTRIBUTION = "/console/distribution";
  static final String RACES = "/console/races";
  static final String ROUTES = "/console/routes";
  static final String ADVICE = "/console/advice";
  static final String CHAOS = "/console/chaos";
  static final String RESET = "/console/chaos/reset";
  static final String SPIKE = "/console/chaos/spike";
  static final String TRY = "/console/try";

  private static final Logger LOG = LoggerFactory.getLogger(ConsolePages.class);
  private static final long PERIOD_MILLIS = 1000;
  private static final int SHARED_MAX = 100;
  private static final String TEXT = "text/plain";
  private static final String EVENT_STREAM = "text/event-stream";
  private static final String JSON = "application/json";

  private final Vertx vertx;
  private final Context loop;
  private final ConsoleSource source;
  private final RoutesReload routes;
  private final ChangeGuard guard;
  private final Supplier<ApiAddress> api;
  private final @Nullable String traces;
  private final Console console = new Console();
  private final Watchers watchers = new Watchers();
  private final TryIt tryIt;
  // Answers of this second by path and query: however many pages ask, each is built once.
  private final Map<String, Future<String>> shared = new HashMap<>();
  private boolean isTaking;

  private ConsolePages(
      Vertx vertx,
      ConsoleSource source,
      RoutesReload routes,
      ChangeGuard guard,
      Supplier<ApiAddress> api,
      @Nullable String traces) {
    this.vertx = vertx;
    this.loop = vertx.getOrCreateContext();
    this.source = source;
    this.routes = routes;
    this.guard = guard;
    this.api = api;
    this.traces = traces;
    this.tryIt = new TryIt(vertx, source, routes, api, traces);
  }

  /**
   * Starts collecting the event loops' records, once a second. Call it on the event loop of the
   * management listener.
   *
   * @param api where the API listens; called once it does
   * @param traces the URL of a trace's page without its ID; null if traces have no pages
   */
  static ConsolePages start(
      Vertx vertx,
      ConsoleSource source,
      RoutesReload routes,
      ChangeGuard guard,
      Supplier<ApiAddress> api,
      @Nullable String traces) {
    ConsolePages pages = new ConsolePages(vertx, source, routes, guard, api, traces);
    vertx.setPeriodic(PERIOD_MILLIS, _ -> pages.takeSecond());
    return pages;
  }

  private void takeSecond() {
    shared.clear();
    if (isTaking) {
      // An event loop has not answered yet. The next records will cover more than a second.
      return;
    }
    isTaking = true;
    Future<LoadSnapshot> load = source.load();
    Future<Map<String, WireSnapshot>> wires = source.wires();
    Future<List<LoopSecond>> seconds = source.takeSecond(console.quantiles());
    EventLoopResult.on(loop, Future.all(load, wires, seconds))
        .onComplete(
            _ -> onSecond(load.result(), wires.result(), seconds.result()),
            failure -> {
              isTaking = false;
              LOG.debug("the records of a second for the console are missing", failure);
            });
  }

  private void onSecond(
      LoadSnapshot load, Map<String, WireSnapshot> wires, List<LoopSecond> seconds) {
    isTaking = false;
    long atSeconds = Math.round(System.currentTimeMillis() / 1000.0);
    watchers.send(console.onSecond(atSeconds, routes.state().routes(), seconds, load, wires));
  }

  /** Answers a GET or HEAD if the path is one of the console's; returns whether it is. */
  boolean answers(ManagementRequest request, String path) {
    String route = request.http().getParam("route");
    switch (path) {
      case EVENTS -> stream(request, route);
      case DISTRIBUTION -> showDistribution(request, route);
      case RACES -> showRaces(request, route, request.http().getParam("class"));
      case ROUTES -> showRoutes(request);
      case ADVICE -> showAdvice(request);
      case CHAOS -> answer(request, chaosJson(source.chaos()));
      default -> {
        return false;
      }
    }
    return true;
  }

  private void stream(ManagementRequest request, @Nullable String route) {
    HttpServerRequest http = request.http();
    HttpServerResponse response = http.response();
    if (watchers.isFull()) {
      response.putHeader(HttpHeaders.RETRY_AFTER, "5");
      String expected = "fewer than " + Watchers.WATCHERS_MAX;
      request.answer(
          503, TEXT, "event streams: too many are open (expected: %s)\n".formatted(expected));
    } else if (http.method().equals(HttpMethod.HEAD)) {
      request.answer(200, EVENT_STREAM, "");
    } else {
      response
          .putHeader(HttpHeaders.CONTENT_TYPE, EVENT_STREAM)
          .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
          .setChunked(http.version() != HttpVersion.HTTP_2);
      OpenRequest open = request.open();
      open.onStreaming();
      watchers.add(response, route, console.history(route), () -> open.onEnded(System.nanoTime()));
    }
  }

  private void showDistribution(ManagementRequest request, @Nullable String name) {
    if (name == null) {
      answerShared(request, Future::succeededFuture, _ -> console.distribution(null));
      return;
    }
    Route route =
        routes.state().routes().routes().stream()
            .filter(known -> known.name().equals(name))
            .findFirst()
            .orElse(null);
    if (route == null) {
      request.answer(404, TEXT, "route: " + name + " (expected: the name of a route in force)\n");
    } else {
      answerShared(request, Future::succeededFuture, _ -> console.distribution(route));
    }
  }

  private void showRaces(
      ManagementRequest request, @Nullable String route, @Nullable String raceClass) {
    answerShared(request, source::races, loops -> Console.races(loops, route, raceClass, traces));
  }

  private void showRoutes(ManagementRequest request) {
    String version = ConsolePages.class.getPackage().getImplementationVersion();
    JsonObject json =
        new JsonObject()
            .put("version", version == null ? "(built from classes)" : version)
            .put("api", api.get().seenBy(request.http()).toString())
            .put("isWritable", guard.isWritable());
    boolean hasSimulator = source.chaos() != null;
    answer(
        request, json.mergeIn(InForcePage.json(routes.state(), source.upstreams(), hasSimulator)));
  }

  private void showAdvice(ManagementRequest request) {
    Map<String, UpstreamSettings> upstreams = source.upstreams();
    answerShared(
        request,
        () -> vertx.executeBlocking(() -> ReplicaAddresses.lookUp(upstreams)),
        addresses -> console.advice(routes.state().routes(), upstreams, addresses));
  }

  private static JsonObject chaosJson(@Nullable Chaos chaos) {
    return chaos == null ? Chaos.notAvailable() : chaos.json();
  }

  /** Answers a request to do something; returns whether it is one. */
  boolean acts(ManagementRequest request, String path) {
    if (path.equals(TRY)) {
      if (!guard.refuses(request, "the request to send is in the query")) {
        tryIt.send(request);
      }
      return true;
    }
    return changesChaos(request, path);
  }

  private boolean changesChaos(ManagementRequest request, String path) {
    boolean isReset = path.equals(RESET);
    boolean isSpike = path.equals(SPIKE);
    boolean isChange = path.equals(CHAOS) && request.http().method().equals(HttpMethod.POST);
    if (!isReset && !isSpike && !isChange) {
      return false;
    }
    if (guard.refuses(request, "what changes is in the query")) {
      return true;
    }
    Chaos chaos = source.chaos();
    if (chaos == null) {
      request.answer(409, TEXT, "the upstream is not the simulator of this process\n");
    } else {
      try {
        if (isReset) {
          chaos.reset();
        } else if (isSpike) {
          chaos.startSpike(request.http().params());
        } else {
          chaos.change(request.http().params());
        }
        answer(request, chaos.json());
      } catch (IllegalArgumentException e) {
        request.answer(400, TEXT, e.getMessage() + "\n");
      }
    }
    return true;
  }

  /**
   * Answers as other requests for the same path and query in this second.
   *
   * @param data for the answer; completes on any thread
   * @param json makes the answer of the data, on the event loop of the management listener
   */
  private <T> void answerShared(
      ManagementRequest request, Supplier<Future<T>> data, Function<T, JsonObject> json) {
    String key = request.http().uri();
    Future<String> known = shared.get(key);
    Future<String> answer =
        known == null
            ? EventLoopResult.on(loop, data.get())
                .map(result -> json.apply(result).encode())
                .onFailure(failure -> LOG.error("cannot collect data for the console", failure))
            : known;
    if (shared.size() < SHARED_MAX) {
      shared.putIfAbsent(key, answer);
    }
    answer.onComplete(
        text -> request.answer(200, JSON, text),
        _ -> request.answer(500, TEXT, "see the server's log\n"));
  }

  private static void answer(ManagementRequest request, JsonObject json) {
    request.answer(200, JSON, json.encode());
  }
}
