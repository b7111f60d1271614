package io.hedgerow.benchmarks.micro;

import io.hedgerow.core.race.LaunchReason;
import io.hedgerow.core.race.Outcome;
import io.hedgerow.gateway.protection.Admission;
import io.hedgerow.gateway.protection.LoopLimits;
import io.hedgerow.gateway.protection.RequestLimit;
import io.hedgerow.gateway.settings.HedgeSettings;
import io.hedgerow.gateway.settings.LimitSettings;
import io.hedgerow.gateway.settings.OverloadSettings;
import io.hedgerow.gateway.settings.TimeSpan;
import io.hedgerow.gateway.telemetry.Listener;
import io.hedgerow.gateway.telemetry.RequestListener;
import io.hedgerow.gateway.telemetry.StartedRequest;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Admission of a {@code smart} request and its hedges, including giving back all places. */
@State(Scope.Thread)
public class AdmissionBenchmark {
  private static final long MS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Which limits are configured. */
  public enum Limits {
    /** Requests in flight and overload control. */
    DEFAULT,
    /** Also an adaptive attempt limit and a hedge budget. */
    ALL
  }

  @Param Limits limits = Limits.DEFAULT;

  private Admission admission = admission(limits);
  private final Outcome succeeded = new Outcome.Succeeded(200);
  private long nowNanos;

  /** Creates the admission. */
  @Setup(Level.Trial)
  public void setUp() {
    admission = admission(limits);
  }

  /** Returns how many hedges were permitted, or −1 if the request was rejected. */
  @Benchmark
  public int request() {
    long startNanos = nowNanos;
    if (!admission.admits(1, TIMEOUT_NANOS, startNanos)) {
      return -1;
    }
    nowNanos += MS;
    int hedges = admission.permitHedges(2, TIMEOUT_NANOS).count();
    admission.onAttemptEnded(LaunchReason.RACE_STARTED, succeeded, startNanos, nowNanos);
    for (int i = 0; i < hedges; i++) {
      admission.onAttemptEnded(LaunchReason.HEDGE_DELAY_PASSED, succeeded, startNanos, nowNanos);
    }
    admission.onRequestEnded();
    return hedges;
  }

  private static Admission admission(Limits limits) {
    boolean hasAll = limits == Limits.ALL;
    LoopLimits loop =
        new LoopLimits(
            new RequestLimit(20_000),
            new OverloadSettings(new TimeSpan(20), new TimeSpan(200)),
            0,
            Runnable::run);
    LimitSettings limit = new LimitSettings(LimitSettings.Algorithm.ADAPTIVE, 1000);
    HedgeSettings hedges = new HedgeSettings(2, 100, 1000);
    return new Admission(
        loop,
        Admission.attemptLimit(hasAll ? limit : null, 1, 0),
        hasAll ? Admission.hedgeBudget(hedges, 1) : null,
        new NoListener());
  }

  private static final class NoListener implements Listener {
    @Override
    public RequestListener onRequestStarted(StartedRequest request) {
      throw new UnsupportedOperationException("admission must not start requests");
    }
  }
}
