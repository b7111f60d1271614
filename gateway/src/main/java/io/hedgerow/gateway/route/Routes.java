package io.hedgerow.gateway.route;

import com.fasterxml.jackson.core.JsonPointer;
import io.hedgerow.core.race.Plan;
import io.hedgerow.gateway.settings.ByteSize;
import io.hedgerow.gateway.settings.Settings;
import io.hedgerow.gateway.settings.TimeSpan;
import io.hedgerow.gateway.settings.UpstreamSettings;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A set of routes, and the upstreams that the file of routes adds. Always replaced as a whole.
 *
 * @param upstreams by name, in the order of the file; without {@link Route#DEFAULT_UPSTREAM}
 * @param routes in the order of the file
 */
public record Routes(Map<String, UpstreamSettings> upstreams, List<Route> routes) {
  private static final long BODY_MAX = 64 * 1024;

  public Routes {
    upstreams = Collections.unmodifiableMap(new LinkedHashMap<>(upstreams));
    routes = List.copyOf(routes);
  }

  /** The four routes that are served without a file. */
  public static Routes builtIn(Settings settings) {
    return builtIn(settings.request().timeoutMax(), settings.smart().hedgeDelay());
  }

  /** The four built-in routes with this maximum timeout and this hedge delay of {@code smart}. */
  public static Routes builtIn(TimeSpan timeoutMax, TimeSpan smartHedgeDelay) {
    AnswerRule enveloped =
        new AnswerRule.Envelope("time", "api", new AnswerRule.Unless("envelope", false));
    return new Routes(
        Map.of(),
        List.of(
            builtIn("all", Plan.all(), new AnswerRule.Array(), timeoutMax),
            builtIn("first", Plan.first(), new AnswerRule.Body(), timeoutMax),
            builtIn("within-timeout", Plan.withinTimeout(), new AnswerRule.Array(), timeoutMax),
            builtIn("smart", Plan.smart(smartHedgeDelay.nanos()), enveloped, timeoutMax)));
  }

  /**
   * Whether this is a built-in route. Its maximum timeout and hedge delay may have any value,
   * because settings change them.
   */
  public static boolean isBuiltIn(Route route) {
    TimeSpan hedgeDelay =
        new TimeSpan(TimeUnit.NANOSECONDS.toMillis(route.plan().hedgeDelayNanos()));
    return builtIn(route.deadline().max(), hedgeDelay).routes().contains(route);
  }

  /** The names of all routes. */
  public Set<String> names() {
    Set<String> names = new HashSet<>();
    routes.forEach(route -> names.add(route.name()));
    return names;
  }

  /** The route of this name, which must exist. */
  public Route named(String name) {
    return routes.stream().filter(route -> route.name().equals(name)).findFirst().orElseThrow();
  }

  /** The given part of each route that has it, by the route's name. */
  public <T> Map<String, T> own(Function<Route, @Nullable T> part) {
    Map<String, T> parts = new HashMap<>();
    for (Route route : routes) {
      T own = part.apply(route);
      if (own != null) {
        parts.put(route.name(), own);
      }
    }
    return parts;
  }

  /** The names of all upstreams, {@link Route#DEFAULT_UPSTREAM} among them. */
  public Set<String> upstreamNames() {
    Set<String> names = new HashSet<>(upstreams.keySet());
    names.add(Route.DEFAULT_UPSTREAM);
    return names;
  }

  private static Route builtIn(String name, Plan plan, AnswerRule answer, TimeSpan timeoutMax) {
    String path = "/api/" + name;
    return new Route(
        name,
        List.of(PathPattern.parse(path), PathPattern.parse(path + "/")),
        Set.of("GET", "HEAD"),
        Route.DEFAULT_UPSTREAM,
        null,
        plan,
        new DeadlineRule(
            DeadlineRule.Source.QUERY, "timeout", null, timeoutMax, DeadlineRule.Above.REFUSE),
        new SuccessRule(
            StatusSet.of(List.of("200")),
            new SuccessRule.JsonRule(
                JsonPointer.compile("/time"), SuccessRule.JsonType.WHOLE_NUMBER, 0L),
            new ByteSize(BODY_MAX)),
        StatusSet.none(),
        PassRule.nothing(),
        answer,
        new FailureStatuses(503, 503),
        null,
        null,
        false);
  }
}
