package io.hedgerow.benchmarks.soak;

import io.hedgerow.simulator.Simulator;
import io.hedgerow.simulator.SimulatorOptions;
import io.hedgerow.simulator.fault.Fault;
import io.hedgerow.simulator.fault.FaultMix;
import io.hedgerow.simulator.fault.Latency;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The replicas of an upstream, and their troubles: one replica after the other is killed, slow or
 * failing for a second, and the next trouble begins when it is well again.
 *
 * <p>Used by one thread, besides its own thread for the troubles. Owns the simulators; {@link
 * #close} closes them.
 */
final class SoakReplicas implements AutoCloseable {
  private static final long TROUBLE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final FaultMix SLOW = new FaultMix(new Latency(0, 1500), 0, List.of());
  private static final FaultMix FAILING =
      new FaultMix(new Latency(0, 5), 1, List.of(new Fault.BadStatus(500)));

  /** What happens to a replica. */
  private enum Trouble {
    KILLED,
    SLOW,
    FAILING
  }

  private final List<SimulatorOptions> options = new ArrayList<>();
  // Changed only by the thread of the troubles, which ends before others read it.
  private final List<Simulator> simulators = new ArrayList<>();
  private Thread thread = Thread.ofVirtual().unstarted(() -> {});
  private volatile boolean isOver;
  private int troubles;

  /** Starts the replicas, each on its own loopback address. */
  SoakReplicas(int count, SimulatorOptions common) {
    for (int i = 0; i < count; i++) {
      // No client uses these addresses, so the port of a killed replica stays free.
      SimulatorOptions each = common.withHost("127.0.0." + (2 + i)).withSeed(common.seed() + i);
      Simulator simulator = Simulator.start(each);
      simulators.add(simulator);
      options.add(each.withPort(simulator.port()));
    }
  }

  List<String> urls() {
    return simulators.stream().map(Simulator::url).toList();
  }

  List<Simulator> simulators() {
    return List.copyOf(simulators);
  }

  /** Troubles so far. */
  int troubles() {
    return troubles;
  }

  void startTroubles() {
    isOver = false;
    thread = Thread.ofVirtual().name("troubles").start(this::troubleAll);
  }

  /** Waits for the end of the current trouble; all replicas are well then. */
  void endTroubles() throws InterruptedException {
    isOver = true;
    LockSupport.unpark(thread);
    thread.join();
  }

  @Override
  public void close() {
    simulators.forEach(Simulator::close);
  }

  private void troubleAll() {
    while (!isOver) {
      int index = troubles % simulators.size();
      Trouble[] kinds = Trouble.values();
      // Over time, each replica has each trouble.
      trouble(index, kinds[(troubles / simulators.size() + index) % kinds.length]);
      troubles++;
    }
  }

  private void trouble(int index, Trouble trouble) {
    Simulator simulator = simulators.get(index);
    switch (trouble) {
      case KILLED -> {
        simulator.close();
        pause();
        simulators.set(index, Simulator.start(options.get(index)));
      }
      case SLOW -> change(simulator, SLOW);
      case FAILING -> change(simulator, FAILING);
    }
  }

  private void change(Simulator simulator, FaultMix mix) {
    simulator.always(mix);
    pause();
    simulator.clear();
  }

  private void pause() {
    long endNanos = System.nanoTime() + TROUBLE_NANOS;
    while (!isOver && endNanos - System.nanoTime() > 0) {
      LockSupport.parkNanos(endNanos - System.nanoTime());
    }
  }
}
