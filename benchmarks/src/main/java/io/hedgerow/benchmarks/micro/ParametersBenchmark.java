package io.hedgerow.benchmarks.micro;

import io.hedgerow.gateway.api.Parameters;
import io.hedgerow.gateway.route.Route;
import io.hedgerow.gateway.route.Routes;
import io.hedgerow.gateway.settings.TimeSpan;
import io.vertx.core.MultiMap;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Parsing the parameters of a request from its URI. */
@State(Scope.Thread)
public class ParametersBenchmark {
  static final Route SMART = Routes.builtIn(new TimeSpan(60_000), new TimeSpan(300)).named("smart");

  private static final MultiMap NO_HEADERS = MultiMap.caseInsensitiveMultiMap();

  @Param({
    "/api/smart?timeout=1000",
    "/api/smart?timeout=1000&envelope=false&trace=a%20b",
    "/api/smart?timeout=abc"
  })
  String uri = "";

  @Benchmark
  public Parameters of() {
    return Parameters.of(uri, NO_HEADERS, SMART);
  }
}
