package io.hedgerow.benchmarks.micro;

import io.hedgerow.gateway.api.Endpoint;
import io.hedgerow.gateway.api.Parameters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The parameters of a request, from its URI. */
@State(Scope.Thread)
public class ParametersBenchmark {
  @Param({
    "/api/smart?timeout=1000",
    "/api/smart?timeout=1000&envelope=false&trace=a%20b",
    "/api/smart?timeout=abc"
  })
  String uri = "";

  @Benchmark
  public Parameters of() {
    return Parameters.of(uri, Endpoint.SMART, 60_000);
  }
}
