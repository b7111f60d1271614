package io.hedgerow.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hedgerow.simulator.fault.Behaviour;
import io.hedgerow.simulator.fault.Fault;
import io.hedgerow.simulator.fault.FaultMix;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Medians over turns, and the targets for them. */
final class ResultTest {
  @Test
  void median_ofOddAndEvenTurns() {
    assertThat(result("go@250", 30, 10, 20).median(Figure.CPU)).isEqualTo(20);
    assertThat(result("go@250", 30, 10).median(Figure.CPU)).isEqualTo(20);
    assertThat(result("go@250", 7).median(Figure.CPU)).isEqualTo(7);
    assertThat(result("go@250", 7).median(Figure.ALLOCATED)).isNaN();
  }

  @Test
  void target_isTheRatioOfMedians_andHaProxyCountsTwice() {
    List<Result> results =
        List.of(
            result("go@250", 300, 400, 500),
            result("hedgerow-abort@250", 200, 100, 900),
            result("hedgerow-http2@1000", 90),
            result("haproxy@1000", 45));

    assertThat(Target.ALL.get(0).ratio(results)).hasValue(0.5);
    assertThat(Target.ALL.get(1).ratio(results)).isEmpty();
    assertThat(Target.ALL.get(3).ratio(results)).hasValue(1.0);
  }

  @Test
  void target_ofAServerThatRefusesWork_isInvalid() {
    Result refusing = Result.of(Entry.parse("hedgerow-abort@250"));
    refusing.turns().add(new Turn(Map.of(Figure.CPU, 1.0, Figure.REFUSED, 2.0, Figure.LATE, 0.0)));
    List<Result> results = List.of(result("go@250", 300), refusing);

    assertThat(Target.ALL.get(0).isMet(results)).isFalse();
    assertThat(Target.ALL.get(0).verdict(results)).startsWith("INVALID");
    assertThat(Target.ALL.get(1).verdict(results)).isEqualTo("not measured");
    assertThat(Target.ALL.get(1).isMet(results)).isTrue();
  }

  @Test
  void entry_rateFollowsFromCallers() {
    assertThat(Entry.parse("go@250").requestsPerSecond()).isEqualTo(1050);
    assertThat(Entry.parse("haproxy@1").label()).isEqualTo("haproxy@1");
  }

  /** The ideal in {@link Entry} is the mean that follows from the upstream's distribution. */
  @Test
  void idealRace_isAsLongAsEntrySays() {
    SplittableRandom random = new SplittableRandom(1);
    double mean =
        Stream.generate(() -> fastestSuccess(random))
            .limit(200_000)
            .flatMapToLong(OptionalLong::stream)
            .average()
            .orElseThrow();

    assertThat(mean).isCloseTo(Entry.IDEAL_MILLIS, within(1.0));
  }

  private static OptionalLong fastestSuccess(SplittableRandom random) {
    return Stream.generate(() -> FaultMix.DEFAULT.next(random))
        .limit(3)
        .filter(attempt -> attempt.fault() instanceof Fault.None)
        .mapToLong(Behaviour::delayMillis)
        .min();
  }

  private static Result result(String label, double... cpu) {
    Result result = Result.of(Entry.parse(label));
    for (double each : cpu) {
      result.turns().add(new Turn(Map.of(Figure.CPU, each, Figure.REFUSED, 0.0, Figure.LATE, 0.0)));
    }
    return result;
  }
}
