package io.hedgerow.core.limit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AttemptLimitTest {
  @Test
  void fixed_givesAllOrNoneToARequest() {
    AttemptLimit limit = AttemptLimit.fixed(4);

    assertThat(limit.takeAll(3)).isTrue();
    assertThat(limit.takeAll(3)).isFalse();
    assertThat(limit.takeAll(1)).isTrue();
    assertThat(limit.running()).isEqualTo(4);
  }

  @Test
  void fixed_givesHedgesWhatThereIs() {
    AttemptLimit limit = AttemptLimit.fixed(4);
    limit.takeAll(3);

    assertThat(limit.take(2)).isEqualTo(1);
    assertThat(limit.take(2)).isZero();
    limit.onEnded();
    assertThat(limit.take(2)).isEqualTo(1);
  }

  @Test
  void fixed_staysAsItIs() {
    AttemptLimit limit = AttemptLimit.fixed(10);

    run(limit, 10, false);
    assertThat(limit.limit()).isEqualTo(10);
    run(limit, 10, true);
    assertThat(limit.limit()).isEqualTo(10);
  }

  @Test
  void none_neverRefuses() {
    AttemptLimit limit = AttemptLimit.none();

    assertThat(limit.takeAll(1_000_000_000)).isTrue();
    assertThat(limit.take(2)).isEqualTo(2);
  }

  @Test
  void adaptive_upstreamOverloaded_shrinksToTheLeast() {
    AttemptLimit limit = AttemptLimit.adaptive(5, 100);

    run(limit, 1, false);
    assertThat(limit.limit()).isEqualTo(70);
    run(limit, 200, false);

    assertThat(limit.limit()).isEqualTo(5);
  }

  @Test
  void adaptive_oneBatchOfFailures_countsOnce() {
    AttemptLimit limit = AttemptLimit.adaptive(5, 100);

    assertThat(limit.takeAll(90)).isTrue();
    for (int i = 0; i < 90; i++) {
      limit.onOverloaded();
    }

    assertThat(limit.limit()).isEqualTo(70);
  }

  @Test
  void adaptive_placesNeverUsed_doNotCountAsEndsOfStaleAttempts() {
    AttemptLimit limit = AttemptLimit.adaptive(5, 100);
    limit.takeAll(60);
    for (int i = 0; i < 34; i++) {
      limit.onOverloaded();
    }
    assertThat(limit.limit()).isEqualTo(70);

    // 26 stale attempts are left, and would fail the next batch on their own.
    for (int i = 0; i < 26; i++) {
      limit.takeAll(3);
      limit.giveBack(3);
    }
    for (int i = 0; i < 26; i++) {
      limit.onOverloaded();
    }

    assertThat(limit.limit()).isEqualTo(70);
    assertThat(limit.running()).isZero();
  }

  @Test
  void adaptive_upstreamWellAgain_growsToTheMost() {
    AttemptLimit limit = AttemptLimit.adaptive(5, 20);
    run(limit, 200, false);
    assertThat(limit.limit()).isEqualTo(5);

    run(limit, 100, true);

    assertThat(limit.limit()).isEqualTo(20);
  }

  @Test
  void adaptive_upstreamThatFailsOneTimeInFour_isLeftAlone() {
    AttemptLimit limit = AttemptLimit.adaptive(5, 100);

    for (int i = 0; i < 100; i++) {
      limit.takeAll(100);
      for (int k = 0; k < 100; k++) {
        if (k % 4 == 0) {
          limit.onOverloaded();
        } else {
          limit.onSucceeded();
        }
      }
    }

    assertThat(limit.limit()).isEqualTo(100);
  }

  @Test
  void adaptive_upstreamWellAgain_isBackAfterFifteenRounds() {
    AttemptLimit limit = AttemptLimit.adaptive(10, 1500);
    run(limit, 200, false);
    assertThat(limit.limit()).isEqualTo(10);

    // One success and two losers of each request.
    for (int i = 0; i < 15; i++) {
      int requests = limit.limit() / 3;
      limit.takeAll(requests * 3);
      for (int k = 0; k < requests; k++) {
        limit.onSucceeded();
        limit.onEnded();
        limit.onEnded();
      }
    }

    assertThat(limit.limit()).isGreaterThan(1000);
  }

  @Test
  void adaptive_hardlyUsed_doesNotGrow() {
    AttemptLimit limit = AttemptLimit.adaptive(5, 1000);
    run(limit, 200, false);
    assertThat(limit.limit()).isEqualTo(5);

    for (int i = 0; i < 1000; i++) {
      assertThat(limit.takeAll(1)).isTrue();
      limit.onSucceeded();
    }

    assertThat(limit.limit()).isEqualTo(5);
  }

  @Test
  void adaptive_endsThatTellNothing_changeNothing() {
    AttemptLimit limit = AttemptLimit.adaptive(5, 100);

    limit.takeAll(100);
    for (int i = 0; i < 100; i++) {
      limit.onEnded();
    }

    assertThat(limit.limit()).isEqualTo(100);
    assertThat(limit.running()).isZero();
  }

  /** Rounds of as many attempts at once as are let in, all with the same end. */
  private static void run(AttemptLimit limit, int rounds, boolean isWell) {
    for (int i = 0; i < rounds; i++) {
      int running = limit.take(1000);
      for (int k = 0; k < running; k++) {
        if (isWell) {
          limit.onSucceeded();
        } else {
          limit.onOverloaded();
        }
      }
    }
  }
}
