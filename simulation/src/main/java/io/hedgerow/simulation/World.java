package io.hedgerow.simulation;

import io.hedgerow.core.deadline.Deadline;
import io.hedgerow.core.deadline.WriteReserve;
import io.hedgerow.core.race.Plan;
import io.hedgerow.core.race.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * One world: a few requests on one event loop, with everything that its seed makes happen to them.
 * Afterwards, a few more requests without any trouble must all succeed.
 *
 * <p>Deterministic: the same seed gives the same events, in the same order, at the same times.
 */
public final class World {
  private static final long WRITE_RESERVE_MIN_NANOS = 3_000_000;
  private static final long CALM_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final Plan[] CALM_PLANS = {
    Plan.all(), Plan.first(), Plan.withinTimeout(), Plan.smart(TimeUnit.MILLISECONDS.toNanos(300))
  };

  private final RandomGenerator random;
  private final RandomGenerator permits;
  private final RandomGenerator finals;
  private final RandomGenerator shadows;
  private final Swarm swarm;
  private final VirtualLoop loop;
  private final WriteReserve reserve;
  private final List<SimulatedRequest> requests = new ArrayList<>();
  private final Trace trace;

  private World(long seed, Trace trace) {
    this.random = new SplittableRandom(seed);
    this.permits = new SplittableRandom(~seed);
    SplittableRandom others = new SplittableRandom(~seed);
    this.finals = others.split();
    this.shadows = others.split();
    this.swarm = Swarm.draw(random, permits, finals, shadows);
    this.reserve = new WriteReserve(WRITE_RESERVE_MIN_NANOS, swarm.originNanos());
    this.loop =
        new VirtualLoop(random, swarm.originNanos(), swarm.stallRate(), swarm.stallMaxNanos());
    this.trace = trace;
  }

  /**
   * Runs one world.
   *
   * @return the number of races in it
   * @throws Violation if an invariant broke
   */
  static int run(long seed) {
    return new World(seed, Trace.silent()).run();
  }

  /** The events of a world, in order, up to its end or its violation. */
  static List<String> trace(long seed) {
    Trace trace = Trace.recording();
    World world = new World(seed, trace);
    try {
      world.run();
    } catch (Violation | IllegalStateException e) {
      // The caller knows of it; only the events before it are wanted here.
    }
    List<String> lines = new ArrayList<>();
    lines.add("options: " + world.swarm);
    lines.addAll(trace.lines());
    return lines;
  }

  private int run() {
    for (int i = 0; i < swarm.requests(); i++) {
      loop.schedule(swarm.quantize(random.nextLong(200_000_000)), this::startRequest);
    }
    loop.run();
    requests.forEach(SimulatedRequest::verdictAtRest);
    loop.calm();
    for (Plan plan : CALM_PLANS) {
      checkLiveness(plan);
    }
    return swarm.requests() + CALM_PLANS.length;
  }

  private void startRequest() {
    long nowNanos = loop.nowNanos();
    Plan plan = swarm.drawPlan(random, shadows);
    long timeoutNanos = swarm.drawTimeoutNanos(random);
    reserve.onTurnMeasured(random.nextLong(1 + swarm.stallMaxNanos()), nowNanos);
    long reserveNanos = reserve.nanosFor(timeoutNanos, nowNanos);
    long reserveMaxNanos =
        Math.max(WriteReserve.NANOS_MAX, WRITE_RESERVE_MIN_NANOS + swarm.stallMaxNanos());
    if (reserveNanos < 0 || reserveNanos > Math.min(reserveMaxNanos, timeoutNanos / 2)) {
      throw new Violation("the write reserve is " + reserveNanos + " ns of " + timeoutNanos);
    }
    SimulatedRequest request =
        newRequest(swarm, plan, Deadline.after(nowNanos, timeoutNanos - reserveNanos));
    if (random.nextDouble() < swarm.hangUpRate()) {
      request.hangUpAfter(swarm.quantize(random.nextLong(timeoutNanos + timeoutNanos / 4)));
    }
    request.start();
  }

  private void checkLiveness(Plan plan) {
    SimulatedRequest request =
        newRequest(Swarm.CALM, plan, Deadline.after(loop.nowNanos(), CALM_TIMEOUT_NANOS));
    request.start();
    loop.run();
    Verdict<Integer> verdict = request.verdictAtRest();
    boolean isSuccess =
        switch (verdict) {
          case Verdict.Won<Integer>(_, _) -> true;
          case Verdict.Collected<Integer>(List<Integer> bodies) -> bodies.size() == 3;
          case Verdict.Final<Integer> _,
              Verdict.UpstreamFailed<Integer>(),
              Verdict.DeadlineReached<Integer>(),
              Verdict.CallerLeft<Integer>() ->
              false;
        };
    if (!isSuccess) {
      throw new Violation("liveness: without any trouble " + plan + " ended as " + verdict);
    }
  }

  private SimulatedRequest newRequest(Swarm swarm, Plan plan, Deadline deadline) {
    SimulatedRequest request =
        new SimulatedRequest(
            requests.size() + 1, loop, random, permits, finals, swarm, trace, plan, deadline);
    requests.add(request);
    trace.add(loop, requests.size(), "comes:", plan);
    return request;
  }
}
