package io.hedgerow.benchmarks.micro;

import io.hedgerow.core.race.Attempt;
import io.hedgerow.gateway.api.ServerTiming;
import io.hedgerow.gateway.api.UnlaunchedHedges;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Writing the {@code Server-Timing} header of a {@code first} race with two losers. */
@State(Scope.Thread)
public class ServerTimingBenchmark {
  private final List<Attempt> attempts = new RaceBenchmark().first().attempts();
  private final long startNanos = attempts.getFirst().launchedAtNanos() - 40_000;

  @Benchmark
  public String of() {
    return ServerTiming.of(null, attempts, UnlaunchedHedges.NONE, startNanos);
  }
}
