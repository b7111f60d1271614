package io.hedgerow.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class PausesTest {
  @Test
  void pausesOfEveryCollector_areCounted() {
    List<String> log =
        List.of(
            "[1s][gc] GC(1) Pause Young (Normal) (G1 Evacuation Pause) 23M->9M(64M) 3.5ms",
            "[1.1s][info][gc,phases] GC(1)   Evacuate Collection Set: 2.9ms",
            "[1.2s][info][gc] GC(2) Pause Young (Allocation Failure) 17M->1M(61M) 1.5ms",
            "[1.3s][info][gc,phases] GC(3) Y: Pause Mark Start 0.011ms",
            "[1.4s][info][gc] GC(4) Concurrent Mark Cycle 12.5ms");

    assertThat(Pauses.in(log)).isEqualTo(new Pauses(3, 3.5));
  }

  @Test
  void noPause_isZero() {
    assertThat(Pauses.in(List.of())).isEqualTo(new Pauses(0, 0));
  }
}
