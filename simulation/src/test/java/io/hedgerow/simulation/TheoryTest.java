package io.hedgerow.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hedgerow.core.deadline.Deadline;
import io.hedgerow.core.race.Attempt;
import io.hedgerow.core.race.Plan;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Compares races of independent attempts with the closed form. If S(t) is the probability that one
 * attempt takes longer than t, it is S(t)³ for three attempts at once, and S(t)·S(t−d)² for one
 * attempt and two hedges at d, which cost 2·S(d) more attempts.
 */
final class TheoryTest {
  private static final int RACES = 200_000;

  /** Dvoretzky–Kiefer–Wolfowitz: a correct simulation exceeds it once in a billion runs. */
  private static final double TOLERANCE = Math.sqrt(Math.log(2 / 1e-9) / (2.0 * RACES));

  private static final LatencyLaw PUBLISHED =
      new LatencyLaw.Bimodal(new LatencyLaw.Lognormal(5, 2), 0.05, 10);

  static Stream<LatencyLaw> laws() {
    return Stream.of(
        new LatencyLaw.Uniform(100, 600),
        new LatencyLaw.Lognormal(250, 150),
        new LatencyLaw.Pareto(100, 1.5),
        new LatencyLaw.Bimodal(new LatencyLaw.Uniform(100, 200), 0.1, 10));
  }

  @ParameterizedTest
  @MethodSource("laws")
  void oneAttempt_anyLaw_hasTheTailOfThatLaw(LatencyLaw law) {
    Sample sample = Sample.of(new Plan(1, 0, 0, Plan.Ending.FIRST_SUCCESS), law, RACES);

    sample.assertTail(law::survival);
    assertThat(sample.attemptsPerRace()).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("laws")
  void first_anyLaw_hasTheTailCubed(LatencyLaw law) {
    Sample.of(Plan.first(), law, RACES).assertTail(t -> Math.pow(law.survival(t), 3));
  }

  @ParameterizedTest
  @MethodSource("laws")
  void smart_anyLaw_hasTheTailTimesThatOfTheHedges(LatencyLaw law) {
    Sample sample = Sample.of(smart(2, 300), law, RACES);

    sample.assertTail(t -> law.survival(t) * Math.pow(law.survival(t - 300), 2));
    assertThat(sample.attemptsPerRace())
        .isCloseTo(1 + 2 * law.survival(300), within(2 * TOLERANCE));
  }

  @Test
  void publishedFigures_areMetByTheoryAndSimulation() {
    DoubleUnaryOperator tail = PUBLISHED::survival;
    assertPublished(new Plan(1, 0, 0, Plan.Ending.FIRST_SUCCESS), tail, 64.2, 102.4, 0);
    assertPublished(
        smart(1, 10), t -> tail.applyAsDouble(t) * tail.applyAsDouble(t - 10), 16.8, 45.3, 0.072);
    assertPublished(
        smart(2, 10),
        t -> tail.applyAsDouble(t) * Math.pow(tail.applyAsDouble(t - 10), 2),
        15.05,
        17.67,
        0.144);
  }

  private static void assertPublished(
      Plan plan, DoubleUnaryOperator tail, double p99, double p999, double extraLoad) {
    assertThat(quantile(tail, 0.01)).isCloseTo(p99, withinPercent(p99, 1));
    assertThat(quantile(tail, 0.001)).isCloseTo(p999, withinPercent(p999, 1.5));
    Sample sample = Sample.of(plan, PUBLISHED, 1_000_000);
    assertThat(sample.quantile(0.99)).isCloseTo(p99, withinPercent(p99, 2));
    assertThat(sample.quantile(0.999)).isCloseTo(p999, withinPercent(p999, 5));
    assertThat(sample.attemptsPerRace()).isCloseTo(1 + extraLoad, within(0.002));
  }

  private static org.assertj.core.data.Offset<Double> withinPercent(double value, double percent) {
    return within(value * percent / 100);
  }

  private static Plan smart(int hedges, long delayMillis) {
    long delayNanos = TimeUnit.MILLISECONDS.toNanos(delayMillis);
    return new Plan(1, hedges, delayNanos, Plan.Ending.FIRST_SUCCESS);
  }

  /** The time at which the tail falls to this probability, by bisection. */
  private static double quantile(DoubleUnaryOperator tail, double probability) {
    double low = 0;
    double high = 10_000;
    while (high - low > 1e-6) {
      double middle = (low + high) / 2;
      if (tail.applyAsDouble(middle) > probability) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The sorted latencies of many races, in milliseconds. */
  private static final class Sample {
    private final double[] millis;
    private final double attemptsPerRace;

    private Sample(double[] millis, double attemptsPerRace) {
      this.millis = millis;
      this.attemptsPerRace = attemptsPerRace;
    }

    static Sample of(Plan plan, LatencyLaw law, int races) {
      Sources sources = Sources.of(42);
      Swarm swarm = new Swarm(0, 1, 0, law, 0, List.of(), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
      VirtualLoop loop = new VirtualLoop(sources.events(), 0, 0, 0);
      double[] millis = new double[races];
      long attempts = 0;
      for (int i = 0; i < races; i++) {
        long startNanos = loop.nowNanos();
        Deadline deadline = Deadline.after(startNanos, TimeUnit.HOURS.toNanos(1));
        Caller caller = new Caller(i, i, -1);
        SimulatedRace race =
            new SimulatedRace(i, loop, sources, swarm, Trace.silent(), plan, caller, deadline);
        race.start();
        loop.run();
        race.verdictAtRest();
        Attempt last = race.attempts().getFirst();
        millis[i] = (last.launchedAtNanos() + last.durationNanos() - startNanos) / 1e6;
        attempts += race.attempts().size();
      }
      Arrays.sort(millis);
      return new Sample(millis, (double) attempts / races);
    }

    double attemptsPerRace() {
      return attemptsPerRace;
    }

    double quantile(double share) {
      return millis[(int) (share * millis.length)];
    }

    /** Compares the observed tail with the expected one, at every thousandth of the sample. */
    void assertTail(DoubleUnaryOperator tail) {
      for (int i = 0; i < millis.length; i += millis.length / 1000) {
        double theory = tail.applyAsDouble(millis[i]);
        double observed = 1 - (double) i / millis.length;
        assertThat(observed).as("tail at %s ms", millis[i]).isCloseTo(theory, within(TOLERANCE));
      }
    }
  }
}
