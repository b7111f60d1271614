package io.hedgerow.benchmarks.micro;

import io.hedgerow.gateway.route.Match;
import io.hedgerow.gateway.route.PathPattern;
import io.hedgerow.gateway.route.Route;
import io.hedgerow.gateway.route.RouteTable;
import io.hedgerow.gateway.route.Routes;
import io.hedgerow.gateway.settings.TimeSpan;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Finding the route of a request's path. */
@State(Scope.Thread)
public class RouteTableBenchmark {
  @Param({"/api/smart", "/products/42", "/site/caf%C3%A9/a.png", "/nowhere/42"})
  String path = "";

  private final RouteTable table = RouteTable.of(routes());
  private byte[] bytes = {};

  private static List<Route> routes() {
    List<Route> routes =
        new ArrayList<>(Routes.builtIn(new TimeSpan(60_000), new TimeSpan(300)).routes());
    routes.add(at(routes.getFirst(), "/products/{id}"));
    routes.add(at(routes.getFirst(), "/site/*"));
    return routes;
  }

  private static Route at(Route route, String path) {
    return new Route(
        path,
        List.of(PathPattern.parse(path)),
        route.methods(),
        route.upstream(),
        route.target(),
        route.plan(),
        route.deadline(),
        route.success(),
        route.finals(),
        route.pass(),
        route.answer(),
        route.statuses(),
        route.hedges(),
        route.rateLimit(),
        route.isCoalescing());
  }

  @Setup
  public void setUp() {
    bytes = path.getBytes(StandardCharsets.US_ASCII);
  }

  /** As in a real request, the path is a new string without a cached hash code. */
  @Benchmark
  public @Nullable Match find() {
    return table.find(new String(bytes, StandardCharsets.US_ASCII));
  }
}
