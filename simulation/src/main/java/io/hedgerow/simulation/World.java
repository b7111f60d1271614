package io.hedgerow.simulation;

import io.hedgerow.core.deadline.Deadline;
import io.hedgerow.core.deadline.WriteReserve;
import io.hedgerow.core.race.Coalescer;
import io.hedgerow.core.race.Plan;
import io.hedgerow.core.race.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * One world: a few requests on one event loop, and everything that happens to them, drawn from a
 * seed. Afterwards, a few more requests without any trouble must all succeed.
 *
 * <p>Deterministic: the same seed gives the same events, in the same order, at the same times.
 */
public final class World {
  private static final long WRITE_RESERVE_MIN_NANOS = 3_000_000;
  private static final long CALM_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int CALLERS_MAX = 40;
  private static final Plan[] CALM_PLANS = {
    Plan.all(), Plan.first(), Plan.withinTimeout(), Plan.smart(TimeUnit.MILLISECONDS.toNanos(300))
  };

  private final RandomGenerator random;
  private final Sources sources;
  private final Swarm swarm;
  private final VirtualLoop loop;
  private final WriteReserve reserve;
  private final List<SimulatedRace> races = new ArrayList<>();
  private final Coalescer<Integer, Caller> coalescer = new Coalescer<>();
  // The plan of each key: callers with the same key have the same plan.
  private final Map<Integer, Plan> plans = new HashMap<>();
  private final Map<Integer, SimulatedRace> latestRaces = new HashMap<>();
  private final Trace trace;
  private int callers;

  private World(long seed, Trace trace) {
    this.sources = Sources.of(seed);
    this.random = sources.events();
    this.swarm = Swarm.draw(sources);
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
      // The caller knows about it and wants only the events before it.
    }
    List<String> lines = new ArrayList<>();
    lines.add("options: " + world.swarm);
    lines.addAll(trace.lines());
    return lines;
  }

  private int run() {
    for (int i = 0; i < swarm.requests() + swarm.crowd(); i++) {
      loop.schedule(swarm.quantize(random.nextLong(200_000_000)), this::onCaller);
    }
    loop.run();
    races.forEach(SimulatedRace::verdictAtRest);
    if (coalescer.size() > 0) {
      throw new Violation("invariant 9: a race is over and can be joined");
    }
    loop.calm();
    for (Plan plan : CALM_PLANS) {
      checkLiveness(plan);
    }
    return races.size();
  }

  private void onCaller() {
    boolean isAlone = swarm.crowd() == 0;
    onCaller(isAlone ? -callers : sources.crowds().nextInt(swarm.keys()));
  }

  private void onCaller(int key) {
    long nowNanos = loop.nowNanos();
    Plan plan = plans.computeIfAbsent(key, _ -> swarm.drawPlan(random, sources.shadows()));
    long timeoutNanos = swarm.drawTimeoutNanos(random);
    reserve.onTurnMeasured(random.nextLong(1 + swarm.stallMaxNanos()), nowNanos);
    long reserveNanos = reserve.nanosFor(timeoutNanos, nowNanos);
    long reserveMaxNanos =
        Math.max(WriteReserve.NANOS_MAX, WRITE_RESERVE_MIN_NANOS + swarm.stallMaxNanos());
    if (reserveNanos < 0 || reserveNanos > Math.min(reserveMaxNanos, timeoutNanos / 2)) {
      throw new Violation("the write reserve is " + reserveNanos + " ns of " + timeoutNanos);
    }
    long patienceNanos =
        random.nextDouble() < swarm.hangUpRate()
            ? swarm.quantize(random.nextLong(timeoutNanos + timeoutNanos / 4))
            : -1;
    Caller caller = new Caller(++callers, key, patienceNanos);
    Deadline deadline = Deadline.after(nowNanos, timeoutNanos - reserveNanos);
    SimulatedRace latest = latestRaces.get(key);
    if (!coalescer.join(key, caller, deadline, nowNanos)) {
      if (latest != null && latest.isJoinable()) {
        throw new Violation("invariant 15: " + caller + " could have joined");
      }
      SimulatedRace race = newRace(swarm, plan, caller, deadline);
      race.observe(() -> coalescer.onRaceEnded(key, race), answered -> onAnswered(answered, plan));
      coalescer.onRaceStarted(key, race);
      latestRaces.put(key, race);
      race.start();
    }
  }

  /**
   * Lets a pipelined request arrive inside the answer to the previous one. Races in shadow are
   * excluded, because their twins get only events from outside of effects.
   */
  private void onAnswered(Caller caller, Plan plan) {
    boolean isFollowed = sources.crowds().nextDouble() < swarm.followUpRate();
    if (isFollowed && callers < CALLERS_MAX && !plan.isShadow()) {
      onCaller(caller.key());
    }
  }

  private void checkLiveness(Plan plan) {
    Caller caller = new Caller(++callers, -callers, -1);
    SimulatedRace race =
        newRace(Swarm.CALM, plan, caller, Deadline.after(loop.nowNanos(), CALM_TIMEOUT_NANOS));
    race.start();
    loop.run();
    Verdict<Integer> verdict = race.verdictAtRest();
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

  private SimulatedRace newRace(Swarm swarm, Plan plan, Caller caller, Deadline deadline) {
    int id = races.size() + 1;
    SimulatedRace race = new SimulatedRace(id, loop, sources, swarm, trace, plan, caller, deadline);
    races.add(race);
    trace.add(loop, id, "comes:", plan);
    return race;
  }
}
