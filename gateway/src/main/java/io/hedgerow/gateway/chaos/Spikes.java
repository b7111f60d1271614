package io.hedgerow.gateway.chaos;

import io.hedgerow.gateway.route.Route;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Spikes of load on a route that asks a simulator, one at a time.
 *
 * <p>Belongs to the event loop of {@link Chaos}, except for {@link #end()}.
 */
final class Spikes {
  private static final String ROUTE = "route";
  private static final String RATE = "rate";
  private static final String SECONDS = "seconds";
  private static final String ROUTE_DEFAULT = "smart";
  private static final int RATE_MAX = 2000;
  private static final int RATE_DEFAULT = 200;
  private static final int SECONDS_MAX = 60;
  private static final int SECONDS_DEFAULT = 10;

  private final Api api;
  // Written by the event loop, read by those that end it.
  private volatile @Nullable Spike current;

  Spikes(Api api) {
    this.api = api;
  }

  /**
   * Ends the running spike, if there is one, and starts another, unless its rate is 0.
   *
   * @throws IllegalArgumentException naming the parameter and what was expected; nothing is changed
   *     then
   */
  void start(Parameters parameters) {
    parameters.requireOnly(Set.of(ROUTE, RATE, SECONDS));
    Route route = route(parameters.text(ROUTE));
    int perSecond = parameters.integer(RATE, 0, RATE_MAX, RATE_DEFAULT);
    int seconds = parameters.integer(SECONDS, 1, SECONDS_MAX, SECONDS_DEFAULT);
    end();
    if (perSecond > 0) {
      current =
          Spike.start(
              new Spike.Plan(
                  route.name(),
                  api.request(route),
                  () -> api.simulatedRoutes().contains(route),
                  perSecond,
                  seconds));
    }
  }

  /** Ends the spike that runs, if there is one. Any thread may call it. */
  Future<Void> end() {
    Spike spike = current;
    return spike == null ? Future.succeededFuture() : spike.end();
  }

  /** The spike that runs; null if there is none. */
  @Nullable JsonObject json() {
    Spike spike = current;
    return spike == null || spike.isEnded() ? null : spike.json();
  }

  /** The names of the routes that can have one. */
  JsonArray routesJson() {
    return new JsonArray(api.simulatedRoutes().stream().map(Route::name).toList());
  }

  private Route route(@Nullable String name) {
    List<Route> routes = api.simulatedRoutes();
    String wanted = name == null ? ROUTE_DEFAULT : name;
    return routes.stream()
        .filter(route -> route.name().equals(wanted))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "route: %s (expected: one that asks the simulated upstream: %s)"
                        .formatted(
                            wanted,
                            routes.stream().map(Route::name).collect(Collectors.joining(", ")))));
  }
}
