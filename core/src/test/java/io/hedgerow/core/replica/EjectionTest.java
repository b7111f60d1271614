package io.hedgerow.core.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class EjectionTest {
  @Test
  void defaults_areThoseOfTheDocumentation() {
    assertThat(Ejection.defaults()).isEqualTo(new Ejection(5, 3, 10_000_000_000L, 0.5));
  }

  @Test
  void new_valueAtABound_isAccepted() {
    assertThat(new Ejection(1, Math.nextUp(1), 1, 0).atMost()).isZero();
    assertThat(new Ejection(1, 2, 1, 1).atMost()).isOne();
  }

  @Test
  void new_valueOutOfRange_isRefusedByName() {
    assertThatThrownBy(() -> new Ejection(0, 3, 1, 0.5))
        .hasMessage("failuresInARow: 0 (expected: 1 or more)");
    assertThatThrownBy(() -> new Ejection(5, 1, 1, 0.5))
        .hasMessage("slowerThanPeers: 1.0 (expected: more than 1)");
    assertThatThrownBy(() -> new Ejection(5, Double.NaN, 1, 0.5))
        .hasMessage("slowerThanPeers: NaN (expected: more than 1)");
    assertThatThrownBy(() -> new Ejection(5, 3, 0, 0.5))
        .hasMessage("forNanos: 0 (expected: 1 or more)");
    assertThatThrownBy(() -> new Ejection(5, 3, 1, -0.1))
        .hasMessage("atMost: -0.1 (expected: 0 to 1)");
    assertThatThrownBy(() -> new Ejection(5, 3, 1, 1.1))
        .hasMessage("atMost: 1.1 (expected: 0 to 1)");
    assertThatThrownBy(() -> new Ejection(5, 3, 1, Double.NaN))
        .hasMessage("atMost: NaN (expected: 0 to 1)");
  }
}
