package io.hedgerow.gateway.management;

import io.hedgerow.core.race.Plan;
import io.hedgerow.gateway.route.DeadlineRule;
import io.hedgerow.gateway.route.Route;
import io.hedgerow.gateway.route.reload.RoutesState;
import io.hedgerow.gateway.settings.HedgeSettings;
import io.hedgerow.gateway.settings.UpstreamSettings;
import io.hedgerow.gateway.settings.UpstreamUrl;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The routes and upstreams in force as JSON, for the console. */
final class InForcePage {
  private static final double NANOS_PER_MILLI = 1e6;

  private InForcePage() {}

  /**
   * The state of the routes, all routes and all upstreams.
   *
   * @param upstreams by name
   * @param hasSimulator whether the default upstream is the simulator of this process
   */
  static JsonObject json(
      RoutesState state, Map<String, UpstreamSettings> upstreams, boolean hasSimulator) {
    JsonArray routes = new JsonArray();
    state.routes().routes().forEach(route -> routes.add(json(route)));
    JsonArray shown = new JsonArray();
    new TreeMap<>(upstreams)
        .forEach(
            (name, upstream) ->
                shown.add(
                    json(name, upstream, hasSimulator && name.equals(Route.DEFAULT_UPSTREAM))));
    return RoutesPage.json(state).put("routes", routes).put("upstreams", shown);
  }

  private static JsonObject json(Route route) {
    return new JsonObject()
        .put("name", route.name())
        .put("paths", new JsonArray(route.paths().stream().map(Object::toString).toList()))
        .put("methods", new JsonArray(route.methods().stream().sorted().toList()))
        .put("upstream", route.upstream())
        .put("plan", json(route.plan()))
        .put("timeout", json(route.deadline()))
        .put("isCoalescing", route.isCoalescing())
        .put("budget", budget(route.hedges()));
  }

  private static JsonObject json(Plan plan) {
    return new JsonObject()
        .put("initial", plan.initialAttempts())
        .put("hedges", plan.hedges())
        .put("hedgeDelayMs", plan.hedges() == 0 ? null : plan.hedgeDelayNanos() / NANOS_PER_MILLI)
        .put("ending", plan.ending().label())
        .put("isShadow", plan.isShadow());
  }

  private static JsonObject json(DeadlineRule deadline) {
    return new JsonObject()
        .put("source", deadline.source().name().toLowerCase(Locale.ROOT))
        .put("name", deadline.name())
        .put("defaultMs", deadline.otherwise() == null ? null : deadline.otherwise().millis())
        .put("maxMs", deadline.maxMillis());
  }

  private static @Nullable Double budget(@Nullable HedgeSettings hedges) {
    return hedges == null ? null : hedges.budget();
  }

  private static JsonObject json(String name, UpstreamSettings upstream, boolean isSimulator) {
    List<UpstreamUrl> urls = upstream.replicas().urls();
    return new JsonObject()
        .put("name", name)
        .put("url", String.valueOf(upstream.url()))
        .put("replicas", new JsonArray(urls.stream().map(UpstreamUrl::hostAndPort).toList()))
        .put("isDns", upstream.replicas().isDns())
        .put("isSimulator", isSimulator);
  }
}
