package io.hedgerow.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RetryAfterTest {
  // Sun, 06 Nov 1994 08:49:37 GMT
  private static final long NOW_MILLIS = 784_111_777_000L;

  @Test
  void seconds_areTheDelay() {
    assertThat(RetryAfter.read(List.of(Map.entry("retry-after", " 120"))))
        .hasValue(TimeUnit.SECONDS.toNanos(120));
  }

  @Test
  void date_isTheTimeUntilThen() {
    assertThat(RetryAfter.parse("Sun, 06 Nov 1994 08:49:42 GMT", NOW_MILLIS))
        .hasValue(TimeUnit.SECONDS.toNanos(5));
    assertThat(RetryAfter.parse("Sun, 06 Nov 1994 08:49:00 GMT", NOW_MILLIS)).hasValue(0);
  }

  @Test
  void veryLong_isNotAnOverflow() {
    assertThat(RetryAfter.parse("99999999999999999999", NOW_MILLIS)).hasValue(Long.MAX_VALUE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "1.5", "soon", "１"})
  void anythingElse_isIgnored(String value) {
    assertThat(RetryAfter.parse(value, NOW_MILLIS)).isEmpty();
  }

  @Test
  void missing_isEmpty() {
    assertThat(RetryAfter.read(List.of(Map.entry("age", "1")))).isEmpty();
  }
}
