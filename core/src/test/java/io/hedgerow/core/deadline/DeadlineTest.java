package io.hedgerow.core.deadline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DeadlineTest {
  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE - 9})
  void isReached_fromTheDeadlineOn_isTrue(long startNanos) {
    Deadline deadline = Deadline.after(startNanos, 10);

    assertThat(deadline.isReached(startNanos)).isFalse();
    assertThat(deadline.isReached(startNanos + 9)).isFalse();
    assertThat(deadline.isReached(startNanos + 10)).isTrue();
    assertThat(deadline.isReached(startNanos + 11)).isTrue();
    assertThat(deadline.remainingNanos(startNanos)).isEqualTo(10);
    assertThat(deadline.remainingNanos(startNanos + 9)).isEqualTo(1);
    assertThat(deadline.remainingNanos(startNanos + 11)).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, Long.MIN_VALUE, Long.MAX_VALUE})
  void isAfter_laterDeadline_isTrue(long nanos) {
    Deadline deadline = new Deadline(nanos);

    assertThat(new Deadline(nanos + 1).isAfter(deadline)).isTrue();
    assertThat(deadline.isAfter(deadline)).isFalse();
    assertThat(new Deadline(nanos - 1).isAfter(deadline)).isFalse();
  }

  @Test
  void after_negativeDuration_isRefused() {
    assertThatThrownBy(() -> Deadline.after(0, -1))
        .hasMessage("durationNanos: -1 (expected: 0 or more)");
  }
}
