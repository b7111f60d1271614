package io.hedgerow.core.limit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class AttemptLimitTest {
  private enum Upstream {
    HEALTHY,
    OVERLOADED
  }

  private long nowNanos = Long.MAX_VALUE - 100;

  @Test
  void fixed_takeAll_givesAllOrNone() {
    AttemptLimit limit = AttemptLimit.fixed(4);

    assertThat(limit.takeAll(3)).isTrue();
    assertThat(limit.takeAll(3)).isFalse();
    assertThat(limit.takeAll(1)).isTrue();
    assertThat(limit.running()).isEqualTo(4);
  }

  @Test
  void fixed_take_givesWhatIsFree() {
    AttemptLimit limit = AttemptLimit.fixed(4);
    limit.takeAll(3);

    assertThat(limit.take(2)).isEqualTo(1);
    assertThat(limit.take(2)).isZero();
    limit.giveBack(1);
    assertThat(limit.take(2)).isEqualTo(1);
  }

  @Test
  void fixed_failuresAndSuccesses_keepTheLimit() {
    AttemptLimit limit = AttemptLimit.fixed(10);

    run(limit, 10, Upstream.OVERLOADED);
    assertThat(limit.limit()).isEqualTo(10);
    run(limit, 10, Upstream.HEALTHY);
    assertThat(limit.limit()).isEqualTo(10);
  }

  @Test
  void none_neverRefuses() {
    AttemptLimit limit = AttemptLimit.none();

    assertThat(limit.takeAll(1_000_000_000)).isTrue();
    assertThat(limit.take(2)).isEqualTo(2);
  }

  @Test
  void adaptive_upstreamOverloaded_shrinksToTheMinimum() {
    AttemptLimit limit = AttemptLimit.adaptive(5, 100, nowNanos);

    run(limit, 1, Upstream.OVERLOADED);
    assertThat(limit.limit()).isEqualTo(70);
    run(limit, 200, Upstream.OVERLOADED);

    assertThat(limit.limit()).isEqualTo(5);
  }

  @Test
  void adaptive_oneBatchOfFailures_shrinksOnce() {
    AttemptLimit limit = AttemptLimit.adaptive(5, 100, nowNanos);

    assertThat(limit.takeAll(90)).isTrue();
    long launchedAtNanos = nowNanos;
    for (int i = 0; i < 90; i++) {
      limit.onOverloaded(launchedAtNanos, ++nowNanos);
    }

    assertThat(limit.limit()).isEqualTo(70);
  }

  @Test
  void adaptive_staleAttemptsFailAfterRecovery_keepTheLimit() {
    AttemptLimit limit = AttemptLimit.adaptive(5, 100, nowNanos);
    limit.takeAll(60);
    long launchedAtNanos = nowNanos;
    for (int i = 0; i < 34; i++) {
      limit.onOverloaded(launchedAtNanos, ++nowNanos);
    }
    assertThat(limit.limit()).isEqualTo(70);

    // The upstream has recovered, but 26 attempts still wait for their timeout.
    for (int i = 0; i < 30; i++) {
      limit.takeAll(1);
      limit.onSucceeded(nowNanos, ++nowNanos);
    }
    for (int i = 0; i < 26; i++) {
      limit.onOverloaded(launchedAtNanos, ++nowNanos);
    }

    assertThat(limit.limit()).isEqualTo(70);
  }

  @Test
  void adaptive_placesGivenBackUnused_doNotCountAsStaleAttempts() {
    AttemptLimit limit = AttemptLimit.adaptive(5, 100, nowNanos);
    limit.takeAll(60);
    long launchedAtNanos = nowNanos;
    for (int i = 0; i < 34; i++) {
      limit.onOverloaded(launchedAtNanos, ++nowNanos);
    }
    assertThat(limit.limit()).isEqualTo(70);

    // 26 stale attempts are left, and would fail the next batch on their own.
    for (int i = 0; i < 26; i++) {
      limit.takeAll(3);
      limit.giveBack(3);
    }
    for (int i = 0; i < 26; i++) {
      limit.onOverloaded(launchedAtNanos, ++nowNanos);
    }

    assertThat(limit.limit()).isEqualTo(70);
    assertThat(limit.running()).isZero();
  }

  @Test
  void adaptive_upstreamRecovered_growsToTheMaximum() {
    AttemptLimit limit = AttemptLimit.adaptive(5, 20, nowNanos);
    run(limit, 200, Upstream.OVERLOADED);
    assertThat(limit.limit()).isEqualTo(5);

    run(limit, 100, Upstream.HEALTHY);

    assertThat(limit.limit()).isEqualTo(20);
  }

  @Test
  void adaptive_aQuarterOfAttemptsFail_keepsTheLimit() {
    AttemptLimit limit = AttemptLimit.adaptive(5, 100, nowNanos);

    for (int i = 0; i < 100; i++) {
      limit.takeAll(100);
      long launchedAtNanos = nowNanos;
      for (int k = 0; k < 100; k++) {
        if (k % 4 == 0) {
          limit.onOverloaded(launchedAtNanos, ++nowNanos);
        } else {
          limit.onSucceeded(launchedAtNanos, ++nowNanos);
        }
      }
    }

    assertThat(limit.limit()).isEqualTo(100);
  }

  @Test
  void adaptive_upstreamRecovered_growsBackInFifteenRounds() {
    AttemptLimit limit = AttemptLimit.adaptive(10, 1500, nowNanos);
    run(limit, 200, Upstream.OVERLOADED);
    assertThat(limit.limit()).isEqualTo(10);

    // One success and two losers of each request.
    for (int i = 0; i < 15; i++) {
      int requests = limit.limit() / 3;
      limit.takeAll(requests * 3);
      long launchedAtNanos = nowNanos;
      for (int k = 0; k < requests; k++) {
        limit.onSucceeded(launchedAtNanos, ++nowNanos);
        limit.giveBack(1);
        limit.giveBack(1);
      }
    }

    assertThat(limit.limit()).isGreaterThan(1000);
  }

  @Test
  void adaptive_barelyUsed_doesNotGrow() {
    AttemptLimit limit = AttemptLimit.adaptive(5, 1000, nowNanos);
    run(limit, 200, Upstream.OVERLOADED);
    assertThat(limit.limit()).isEqualTo(5);

    for (int i = 0; i < 1000; i++) {
      assertThat(limit.takeAll(1)).isTrue();
      long launchedAtNanos = nowNanos;
      limit.onSucceeded(launchedAtNanos, ++nowNanos);
    }

    assertThat(limit.limit()).isEqualTo(5);
  }

  @Test
  void adaptive_staleAttemptsSucceedAfterShrinking_doNotGrowTheLimit() {
    AttemptLimit limit = AttemptLimit.adaptive(5, 40, nowNanos);

    end(limit, 40, 14, 26);

    assertThat(limit.limit()).isEqualTo(28);
  }

  @Test
  void adaptive_batch_endsAtAThirdOfTheLimit() {
    AttemptLimit limit = AttemptLimit.adaptive(5, 30, nowNanos);

    end(limit, 30, 9, 0);
    assertThat(limit.limit()).isEqualTo(30);
    end(limit, 30, 1, 0);

    assertThat(limit.limit()).isEqualTo(21);
  }

  @Test
  void adaptive_halfOfABatchFails_keepsTheLimit() {
    AttemptLimit limit = AttemptLimit.adaptive(5, 30, nowNanos);

    end(limit, 30, 5, 5);

    assertThat(limit.limit()).isEqualTo(30);
  }

  @Test
  void adaptive_lessThanAQuarterOfABatchFails_grows() {
    AttemptLimit limit = AttemptLimit.adaptive(5, 50, nowNanos);
    end(limit, 50, 17, 0);
    assertThat(limit.limit()).isEqualTo(35);

    end(limit, 35, 3, 9);
    assertThat(limit.limit()).isEqualTo(35);
    end(limit, 35, 2, 10);

    assertThat(limit.limit()).isEqualTo(50);
  }

  @Test
  void adaptive_halfOfTheLimitInUse_grows() {
    AttemptLimit limit = AttemptLimit.adaptive(5, 40, nowNanos);
    end(limit, 40, 14, 0);
    assertThat(limit.limit()).isEqualTo(28);

    end(limit, 13, 0, 10);
    assertThat(limit.limit()).isEqualTo(28);
    end(limit, 14, 0, 10);

    assertThat(limit.limit()).isEqualTo(40);
  }

  @Test
  void adaptive_placesGivenBack_keepTheLimit() {
    AttemptLimit limit = AttemptLimit.adaptive(5, 100, nowNanos);

    limit.takeAll(100);
    for (int i = 0; i < 100; i++) {
      limit.giveBack(1);
    }

    assertThat(limit.limit()).isEqualTo(100);
    assertThat(limit.running()).isZero();
  }

  /** Launches attempts, ends as many as given each way, and gives back the other places. */
  private void end(AttemptLimit limit, int launched, int overloaded, int succeeded) {
    assertThat(limit.takeAll(launched)).isTrue();
    long launchedAtNanos = ++nowNanos;
    for (int i = 0; i < overloaded; i++) {
      limit.onOverloaded(launchedAtNanos, ++nowNanos);
    }
    for (int i = 0; i < succeeded; i++) {
      limit.onSucceeded(launchedAtNanos, ++nowNanos);
    }
    limit.giveBack(launched - overloaded - succeeded);
  }

  /** Rounds with as many concurrent attempts as the limit admits, all with the same outcome. */
  private void run(AttemptLimit limit, int rounds, Upstream upstream) {
    for (int i = 0; i < rounds; i++) {
      int running = limit.take(1000);
      long launchedAtNanos = nowNanos;
      for (int k = 0; k < running; k++) {
        switch (upstream) {
          case HEALTHY -> limit.onSucceeded(launchedAtNanos, ++nowNanos);
          case OVERLOADED -> limit.onOverloaded(launchedAtNanos, ++nowNanos);
        }
      }
    }
  }
}
