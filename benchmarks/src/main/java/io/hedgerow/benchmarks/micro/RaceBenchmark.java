package io.hedgerow.benchmarks.micro;

import io.hedgerow.core.deadline.Deadline;
import io.hedgerow.core.race.CancelReason;
import io.hedgerow.core.race.LaunchReason;
import io.hedgerow.core.race.Outcome;
import io.hedgerow.core.race.Plan;
import io.hedgerow.core.race.Race;
import io.hedgerow.core.race.SharedRace;
import io.hedgerow.core.race.Verdict;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A race from its start to its verdict, with effects that only remember the last one. */
@State(Scope.Thread)
public class RaceBenchmark {
  private static final long MS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final String CALLER = "caller";
  private static final String BODY = "{\"time\": 160}";

  private final LastEffects effects = new LastEffects();
  private final Plan all = Plan.all();
  private final Plan first = Plan.first();
  private final Plan smart = Plan.smart(300 * MS);
  private final Outcome.Failure failure = new Outcome.BadStatus(500);
  private long nowNanos = System.nanoTime();

  /** Three successes. */
  @Benchmark
  public Race<String> all() {
    Race<String> race = start(all);
    race.onAttemptSucceeded(2, 200, BODY, after(200));
    race.onAttemptSucceeded(1, 200, BODY, after(100));
    race.onAttemptSucceeded(3, 200, BODY, after(100));
    return race;
  }

  /** A failure, then a success, then a loser to cancel. */
  @Benchmark
  public Race<String> first() {
    Race<String> race = start(first);
    race.onAttemptFailed(2, failure, after(200));
    race.onAttemptSucceeded(1, 200, BODY, after(100));
    return race;
  }

  /** Hedges are launched after their delay; the primary attempt wins. */
  @Benchmark
  public Race<String> smart() {
    Race<String> race = start(smart);
    race.onTimePassed(after(300));
    race.onAttemptSucceeded(1, 200, BODY, after(100));
    return race;
  }

  /** {@link #smart} as the gateway runs it: a shared race with one caller. */
  @Benchmark
  public SharedRace<String, String> shared() {
    SharedRace<String, String> race =
        new SharedRace<>(smart, CALLER, Deadline.after(nowNanos, 1000 * MS), effects);
    race.start(nowNanos);
    race.onTimePassed(after(300));
    race.onAttemptSucceeded(1, 200, BODY, after(100));
    return race;
  }

  private Race<String> start(Plan plan) {
    Race<String> race = new Race<>(plan, Deadline.after(nowNanos, 1000 * MS), effects);
    race.start(nowNanos);
    return race;
  }

  private long after(long millis) {
    nowNanos += millis * MS;
    return nowNanos;
  }

  private static final class LastEffects implements SharedRace.Host<String, String> {
    @SuppressWarnings("UnusedVariable") // keeps the JIT compiler from removing effects
    private int attempt;

    @SuppressWarnings("UnusedVariable")
    private @Nullable Verdict<String> verdict;

    @Override
    public void launch(int number, LaunchReason reason) {
      attempt = number;
    }

    @Override
    public void finish(Verdict<String> verdict) {
      this.verdict = verdict;
    }

    @Override
    public void answer(String caller, Verdict<String> verdict) {
      this.verdict = verdict;
    }

    @Override
    public void cancel(int number, CancelReason reason) {
      attempt = number;
    }
  }
}
