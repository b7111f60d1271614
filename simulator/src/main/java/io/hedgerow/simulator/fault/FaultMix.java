package io.hedgerow.simulator.fault;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The distribution of behaviours: latency, failure rate and kinds of faults. It holds no state: a
 * random generator in the same state yields the same behaviours.
 *
 * @param failureRate fraction of requests that fail, from 0 to 1
 * @param faults equally likely faults (list one twice to make it twice as likely); never {@link
 *     Fault.None}, and empty only if the rate is 0
 */
public record FaultMix(Latency latency, double failureRate, List<Fault> faults)
    implements Behaviours {
  /** 100-600 ms; 10 % of requests fail, in six ways. */
  public static final FaultMix DEFAULT =
      new FaultMix(
          new Latency(100, 600),
          0.1,
          List.of(
              new Fault.BadStatus(500),
              new Fault.BadStatus(503),
              new Fault.BadBody("<h1>It works!</h1>"),
              new Fault.Truncated(),
              new Fault.ResetBeforeAnswer(),
              new Fault.Hang()));

  public FaultMix {
    faults = List.copyOf(faults);
    if (!(failureRate >= 0 && failureRate <= 1)) {
      throw new IllegalArgumentException(
          "failure rate: " + failureRate + " (expected: a number from 0 to 1)");
    }
    if (faults.contains(new Fault.None())) {
      throw new IllegalArgumentException("faults: " + faults + " (expected: faults other than ok)");
    }
    if (failureRate > 0 && faults.isEmpty()) {
      throw new IllegalArgumentException(
          "faults: [] (expected: at least one with a failure rate of " + failureRate + ")");
    }
  }

  @Override
  public Behaviour next(RandomGenerator random) {
    long delayMillis = latency.draw(random);
    boolean fails = random.nextDouble() < failureRate;
    Fault fault = fails ? faults.get(random.nextInt(faults.size())) : new Fault.None();
    return new Behaviour(delayMillis, fault);
  }
}
