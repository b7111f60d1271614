package io.hedgerow.gateway.api;

import io.hedgerow.gateway.route.AnswerRule;
import io.hedgerow.gateway.route.DeadlineRule;
import io.hedgerow.gateway.route.Match;
import io.hedgerow.gateway.route.Route;
import io.hedgerow.gateway.route.RouteTable;
import io.hedgerow.gateway.route.Routes;
import io.hedgerow.gateway.telemetry.Destination;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The routes in force on one event loop, and what the races of each use. Immutable. */
public final class LoopRoutes {
  private static final int PATHS_SHOWN = 8;

  /**
   * A route that was found.
   *
   * @param name shown in answers; null for a built-in route, which callers know by its path
   * @param resources what its races use
   */
  record Served(Match match, @Nullable String name, RaceResources resources) {
    Destination destination() {
      return new Destination(match, resources.upstream().url());
    }
  }

  private final RouteTable table;
  private final Map<String, RaceResources> resources = new HashMap<>();
  private final Set<String> unnamed = new HashSet<>();
  private final String expectedPaths;

  /**
   * These routes.
   *
   * @param resources what the races of a route use
   */
  public LoopRoutes(List<Route> routes, Function<Route, RaceResources> resources) {
    this.table = RouteTable.of(routes);
    routes.forEach(route -> this.resources.put(route.name(), resources.apply(route)));
    routes.stream().filter(Routes::isBuiltIn).map(Route::name).forEach(unnamed::add);
    this.expectedPaths = expectedPaths(routes);
  }

  /** The route of a path, or null. */
  @Nullable Served find(String path) {
    Match match = table.find(path);
    if (match == null) {
      return null;
    }
    String name = match.route().name();
    return new Served(
        match, unnamed.contains(name) ? null : name, Objects.requireNonNull(resources.get(name)));
  }

  /** The paths of the routes and an example that a caller can try, for an error message. */
  String expectedPaths() {
    return expectedPaths;
  }

  private static String expectedPaths(List<Route> routes) {
    List<String> paths = routes.stream().map(route -> route.paths().getFirst().toString()).toList();
    String all =
        paths.size() > PATHS_SHOWN
            ? String.join(", ", paths.subList(0, PATHS_SHOWN)) + ", …"
            : String.join(" or ", paths).replaceAll(" or (?=.* or )", ", ");
    return routes.stream()
        .filter(LoopRoutes::isSimple)
        .findFirst()
        .map(
            route ->
                "%s, for example %s?%s=1000"
                    .formatted(all, route.paths().getFirst(), route.deadline().name()))
        .orElse(all);
  }

  /** Whether the path and a timeout are all that a request needs. */
  private static boolean isSimple(Route route) {
    return route.paths().getFirst().isLiteral()
        && route.answer() instanceof AnswerRule.Body
        && route.deadline().source() == DeadlineRule.Source.QUERY;
  }
}
