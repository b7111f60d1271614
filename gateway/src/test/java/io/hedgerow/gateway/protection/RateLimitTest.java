package io.hedgerow.gateway.protection;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bucket4j.TimeMeter;
import io.hedgerow.gateway.settings.RateLimitSettings;
import io.hedgerow.gateway.settings.TimeSpan;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The callers' token buckets, with a test clock. */
final class RateLimitTest implements TimeMeter {
  private long nowNanos = -5_000_000_000L;

  @Test
  void take_upToTheLimit_saysWhatIsLeftAndWhenAllIsBack() {
    RateLimit limit = limit(4, 100);

    assertThat(limit.policy()).isEqualTo("\"caller\";q=4;w=8");
    assertThat(limit.take("a")).isEqualTo(new RateLimit.Decision(true, 3, 2));
    assertThat(limit.take("a")).isEqualTo(new RateLimit.Decision(true, 2, 4));
    assertThat(limit.take("a")).isEqualTo(new RateLimit.Decision(true, 1, 6));
    assertThat(limit.take("a")).isEqualTo(new RateLimit.Decision(true, 0, 8));
    assertThat(limit.take("a").field()).isEqualTo("\"caller\";r=0;t=2");
  }

  @Test
  void take_beyondTheLimit_isRefusedUntilTheTimeThatWasSaid() {
    RateLimit limit = limit(4, 100);
    for (int i = 0; i < 4; i++) {
      limit.take("a");
    }
    RateLimit.Decision refused = limit.take("a");
    assertThat(refused).isEqualTo(new RateLimit.Decision(false, 0, 2));

    pass(refused.seconds() * 1000 - 1);
    assertThat(limit.take("a")).isEqualTo(new RateLimit.Decision(false, 0, 1));
    pass(1);
    assertThat(limit.take("a").isWithin()).isTrue();
    assertThat(limit.take("a").isWithin()).isFalse();
  }

  @Test
  void take_oneCallerTooOften_leavesOthersAlone() {
    RateLimit limit = limit(1, 100);
    limit.take("a");

    assertThat(limit.take("a").isWithin()).isFalse();
    assertThat(limit.take("b").isWithin()).isTrue();
  }

  @Test
  void manyCallers_areRememberedUpToTheMostOnly() {
    RateLimit limit = limit(1, 50);

    for (int i = 0; i < 10_000; i++) {
      limit.take("caller " + i);
    }

    assertThat(limit.callers()).isBetween(1L, 50L);
  }

  @Test
  void manyCallers_doNotPushOutOneThatAsksAllTheTime() {
    RateLimit limit = limit(1, 50);
    for (int i = 0; i < 100; i++) {
      limit.take("greedy");
    }

    int letIn = 0;
    for (int i = 0; i < 10_000; i++) {
      limit.take("caller " + i);
      letIn += limit.take("greedy").isWithin() ? 1 : 0;
    }

    assertThat(letIn).isLessThan(10);
  }

  @Test
  void callers_thatAskNoMore_areForgotten() {
    RateLimit limit = limit(4, 100);
    for (int i = 0; i < 100; i++) {
      limit.take("caller " + i);
    }
    pass(8001);

    for (int i = 0; i < 100; i++) {
      limit.take("a");
    }

    assertThat(limit.callers()).isEqualTo(1);
  }

  @Override
  public long currentTimeNanos() {
    return nowNanos;
  }

  @Override
  public boolean isWallClockBased() {
    return false;
  }

  private void pass(long millis) {
    nowNanos += TimeUnit.MILLISECONDS.toNanos(millis);
  }

  private RateLimit limit(int requests, int callersMax) {
    return new RateLimit(
        new RateLimitSettings(requests, new TimeSpan(8000), null, null, callersMax), this);
  }
}
