package io.hedgerow.gateway.api;

import io.hedgerow.gateway.route.AnswerRule;
import io.hedgerow.gateway.route.Match;
import io.hedgerow.gateway.route.Route;
import io.hedgerow.gateway.route.RouteTable;
import io.hedgerow.gateway.route.Routes;
import io.hedgerow.gateway.telemetry.Destination;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The current routes of one event loop, with the resources of their races. Immutable. */
public final class LoopRoutes {
  private static final int PATHS_SHOWN = 8;

  /**
   * A route that serves a request.
   *
   * @param name to show in answers; null for a built-in route, which callers know by its path
   * @param resources the resources of its races
   * @param coalescing the races that equal requests may join; null if they may not
   */
  record Served(
      Match match,
      @Nullable String name,
      RaceResources resources,
      @Nullable Coalescing coalescing) {
    Destination destination() {
      return new Destination(match, resources.upstream().url());
    }
  }

  /** The parts of {@link Served} that all requests of a route share. */
  private record Shared(
      @Nullable String name, RaceResources resources, @Nullable Coalescing coalescing) {}

  private final RouteTable table;
  private final Map<String, Shared> shared = new HashMap<>();
  private final String expectedPaths;
  private final Buffer startPage;
  private final Buffer problemsPage;

  /**
   * Builds the table and the pages of these routes.
   *
   * @param resources the resources of the races of a route
   */
  public LoopRoutes(List<Route> routes, Function<Route, RaceResources> resources) {
    this.table = RouteTable.of(routes);
    for (Route route : routes) {
      String name = Routes.isBuiltIn(route) ? null : route.name();
      Coalescing coalescing = route.isCoalescing() ? new Coalescing() : null;
      shared.put(route.name(), new Shared(name, resources.apply(route), coalescing));
    }
    this.expectedPaths = paths(routes, "or");
    this.startPage = Buffer.buffer(StartPage.html(routes));
    this.problemsPage = Buffer.buffer(ProblemsPage.html(routes, paths(routes, "and")));
  }

  /** The route of a path, or null. */
  @Nullable Served find(String path) {
    Match match = table.find(path);
    if (match == null) {
      return null;
    }
    Shared route = Objects.requireNonNull(shared.get(match.route().name()));
    return new Served(match, route.name(), route.resources(), route.coalescing());
  }

  /** Whether a route would serve this path if all servers read it alike. */
  boolean refuses(String path) {
    return table.isRefused(path);
  }

  /** The routes' paths and an example that a caller can try, for an error message. */
  String expectedPaths() {
    return expectedPaths;
  }

  /** The page that lists the routes. */
  Buffer startPage() {
    return startPage;
  }

  /** The page that describes every problem. */
  Buffer problemsPage() {
    return problemsPage;
  }

  private static String paths(List<Route> routes, String conjunction) {
    List<String> paths = routes.stream().map(route -> route.paths().getFirst().toString()).toList();
    String all =
        paths.size() > PATHS_SHOWN
            ? String.join(", ", paths.subList(0, PATHS_SHOWN)) + ", …"
            : joined(paths, conjunction);
    return routes.stream()
        .filter(route -> route.answer() instanceof AnswerRule.Body)
        .map(RouteExample::of)
        .filter(RouteExample::isComplete)
        .findFirst()
        .map(example -> all + ", for example " + example.target())
        .orElse(all);
  }

  /** Joins paths, such as {@code a, b or c}. */
  static String joined(List<String> paths, String conjunction) {
    int last = paths.size() - 1;
    return last < 1
        ? String.join("", paths)
        : "%s %s %s"
            .formatted(String.join(", ", paths.subList(0, last)), conjunction, paths.get(last));
  }
}
