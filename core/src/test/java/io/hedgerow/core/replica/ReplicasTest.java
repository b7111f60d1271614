package io.hedgerow.core.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.core.estimate.AttemptDurations;
import io.hedgerow.core.race.CancelReason;
import io.hedgerow.core.race.LaunchReason;
import io.hedgerow.core.race.Outcome;
import io.hedgerow.core.race.Outcome.Unreachable.Cause;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ReplicasTest {
  private static final long MS = 1_000_000;
  private static final long SECOND = 1000 * MS;
  private static final Outcome SUCCESS = new Outcome.Succeeded(200);
  private static final Outcome FAILURE = new Outcome.BadStatus(500);
  private static final Outcome LOST = new Outcome.Cancelled(CancelReason.SUPERSEDED);

  private final List<String> changes = new ArrayList<>();
  private final Replicas replicas =
      new Replicas(
          Ejection.defaults(),
          new Random(1)::nextInt,
          replica ->
              changes.add(
                  replica.name() + " " + replica.state().label() + ": " + replica.reason()));
  private long nowNanos;

  @Test
  void choose_nextAttempt_avoidsTheReplicasOfItsRace() {
    replicas.update(List.of("a", "b", "c"), nowNanos);

    for (int i = 0; i < 100; i++) {
      Picks picks = new Picks();
      Set<String> names =
          Stream.of(
                  LaunchReason.RACE_STARTED,
                  LaunchReason.RACE_STARTED,
                  LaunchReason.HEDGE_DELAY_PASSED)
              .map(reason -> replicas.choose(picks, reason, nowNanos).name())
              .collect(Collectors.toSet());
      assertThat(names).containsExactlyInAnyOrder("a", "b", "c");
    }
  }

  @Test
  void choose_moreAttemptsThanReplicas_asksOneAgain() {
    replicas.update(List.of("a", "b"), nowNanos);
    Picks picks = new Picks();
    primary(picks);
    primary(picks);

    Replica third = primary(picks);

    assertThat(picks.timesOf(third)).isEqualTo(2);
  }

  @Test
  void choose_busyAndIdle_prefersTheIdle() {
    replicas.update(List.of("a", "b"), nowNanos);
    answer(find("a"), 100);
    answer(find("b"), 100);
    replicas.onStarted(find("a"));

    assertThat(primary(new Picks()).name()).isEqualTo("b");
  }

  @Test
  void choose_replicaThatFailsFast_isNotPreferred() {
    replicas.update(List.of("a", "b"), nowNanos);
    answer(find("a"), 100);
    answer(find("b"), 100);
    fail("a", 2);

    for (int i = 0; i < 20; i++) {
      assertThat(primary(new Picks()).name()).isEqualTo("b");
    }
  }

  @Test
  void choose_latenciesThatDifferLittle_countAsAlike() {
    replicas.update(List.of("a", "b"), nowNanos);
    answer(find("a"), 100);
    answer(find("b"), 190);

    assertThat(namesChosen(100)).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void choose_slowAndFast_prefersTheFast() {
    replicas.update(List.of("a", "b"), nowNanos);
    for (int i = 0; i < 20; i++) {
      answer(find("a"), 100);
      answer(find("b"), 400);
    }

    assertThat(namesChosen(100)).containsExactly("a");
    replicas.onStarted(find("a"));
    assertThat(namesChosen(100)).containsExactly("a");
    for (int i = 0; i < 4; i++) {
      replicas.onStarted(find("a"));
    }
    assertThat(namesChosen(100)).containsExactly("b");
  }

  @Test
  void choose_cutAttempts_countAsLongerThanTheyRan() {
    replicas.update(List.of("a", "b"), nowNanos);
    answer(find("a"), 100);
    for (int i = 0; i < 6; i++) {
      end(find("b"), LOST, 250);
    }

    assertThat(namesChosen(100)).containsExactly("a");
  }

  @Test
  void choose_slowOneLeftAlone_isTriedAgain() {
    replicas.update(List.of("a", "b"), nowNanos);
    for (int i = 0; i < 20; i++) {
      answer(find("a"), 100);
      answer(find("b"), 400);
    }

    nowNanos += 60 * SECOND;

    assertThat(namesChosen(100)).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void choose_twoThatLookSlow_drawsAThird() {
    replicas.update(List.of("a", "b", "c"), nowNanos);
    for (int i = 0; i < 20; i++) {
      answer(find("a"), 400);
      answer(find("b"), 400);
    }
    for (int i = 0; i < 200; i++) {
      answer(find("c"), 100);
    }

    assertThat(namesChosen(100)).containsExactly("c");
  }

  @Test
  void choose_oneIsEjected_asksThoseInAgain() {
    replicas.update(List.of("a", "b", "c"), nowNanos);
    fail("a", 5);

    for (int i = 0; i < 100; i++) {
      Picks picks = new Picks();
      for (int k = 0; k < 3; k++) {
        assertThat(primary(picks).name()).isNotEqualTo("a");
      }
    }
  }

  @Test
  void choose_noneIsIn_asksTheEjectedBeforeTheDrained() {
    replicas.update(List.of("a", "b"), nowNanos);
    fail("b", 5);
    replicas.drain("a", "kernel update", 60 * SECOND, nowNanos);

    assertThat(primary(new Picks()).name()).isEqualTo("b");
  }

  @Test
  void choose_withoutConnection_isTheLastResort() {
    replicas.update(List.of("a", "b"), nowNanos);
    find("a").onDisconnected();
    for (int i = 0; i < 100; i++) {
      Picks picks = new Picks();
      assertThat(primary(picks).name()).isEqualTo("b");
      assertThat(hedge(picks).name()).isEqualTo("b");
    }

    find("b").onDisconnected();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      names.add(primary(new Picks()).name());
    }
    assertThat(names).containsExactly("a", "b");
  }

  @Test
  void onConnected_afterItWasUnreachable_startsSlowly() {
    replicas.update(List.of("a", "b"), nowNanos);
    answer(find("b"), 100);
    for (int i = 0; i < 10; i++) {
      end(find("a"), LOST, 5000);
    }
    find("a").onDisconnected();
    find("a").onUnreachable(new Outcome.Unreachable(Cause.CONNECTION_REFUSED), nowNanos);
    find("a").onConnected(nowNanos);
    replicas.onStarted(find("b"));

    assertThat(primary(new Picks()).name()).isEqualTo("b");
    nowNanos += 10 * SECOND;
    assertThat(primary(new Picks()).name()).isEqualTo("a");
    assertThat(find("a").lastFailure()).isEqualTo("connection refused");
  }

  @Test
  void chooseInstead_isAnotherOrNone() {
    replicas.update(List.of("a", "b"), nowNanos);
    Picks picks = new Picks();
    Replica first = primary(picks);

    Replica second = replicas.chooseInstead(picks, nowNanos);

    assertThat(second).isNotNull().isNotEqualTo(first);
    assertThat(replicas.chooseInstead(picks, nowNanos)).isNull();
  }

  @Test
  void onEnded_failuresInARow_ejectUntilAHedgeSucceeds() {
    replicas.update(List.of("a", "b", "c"), nowNanos);
    fail("a", 4);
    answer(find("a"), 100);
    fail("a", 4);
    assertThat(changes).isEmpty();

    fail("a", 1);

    assertThat(changes).containsExactly("a ejected: 5 failures in a row, the last: status 500");
    pass(10 * SECOND);
    assertThat(find("a").state()).isEqualTo(ReplicaState.PROBATION);
    for (int i = 0; i < 100; i++) {
      assertThat(primary(new Picks()).name()).isNotEqualTo("a");
    }
    long tests = 0;
    for (int i = 0; i < 100; i++) {
      Picks picks = new Picks();
      primary(picks);
      tests += hedge(picks).name().equals("a") ? 1 : 0;
    }
    assertThat(tests).isEqualTo(10);
    answer(find("a"), 100);
    assertThat(changes.getLast()).isEqualTo("a in: answered a test in 100 ms");
  }

  @Test
  void onEnded_finalAnswersAndLosers_areNoFailures() {
    replicas.update(List.of("a", "b"), nowNanos);
    for (int i = 0; i < 20; i++) {
      end(find("a"), new Outcome.Final(404), 100);
      end(find("b"), LOST, 100);
    }

    assertThat(changes).isEmpty();
  }

  @Test
  void onEnded_peersFailToo_itTakesMoreFailures() {
    replicas.update(List.of("a", "b", "c"), nowNanos);
    for (int i = 0; i < 20; i++) {
      answer(find("b"), 100);
      end(find("b"), FAILURE, 1);
      answer(find("c"), 100);
      end(find("c"), FAILURE, 1);
    }

    fail("a", 30);
    assertThat(changes).isEmpty();

    fail("a", 20);
    assertThat(changes).singleElement().asString().startsWith("a ejected: 3");
  }

  @Test
  void onEnded_allFail_noneIsEjected() {
    replicas.update(List.of("a", "b", "c"), nowNanos);
    for (int i = 0; i < 1000; i++) {
      fail("a", 1);
      fail("b", 1);
      fail("c", 1);
    }

    assertThat(changes).isEmpty();
  }

  @Test
  void onEnded_connectionsFail_isTestedSooner_thenLessAndLessOften() {
    replicas.update(List.of("a", "b"), nowNanos);
    Outcome refused = new Outcome.Unreachable(Cause.CONNECTION_REFUSED);
    for (int i = 0; i < 5; i++) {
      end(find("a"), refused, 1);
    }

    for (int seconds : List.of(1, 2, 4, 8, 10, 10)) {
      pass(seconds * SECOND - 1);
      assertThat(find("a").state()).isEqualTo(ReplicaState.EJECTED);
      pass(1);
      assertThat(find("a").state()).isEqualTo(ReplicaState.PROBATION);
      end(find("a"), refused, 1);
    }
  }

  @Test
  void onEnded_failedTest_isOutForAsLongAgain() {
    replicas.update(List.of("a", "b"), nowNanos);
    fail("a", 5);

    for (int i = 0; i < 3; i++) {
      pass(10 * SECOND);
      assertThat(find("a").state()).isEqualTo(ReplicaState.PROBATION);
      fail("a", 1);
      assertThat(changes.getLast()).isEqualTo("a ejected: failed a test: status 500");
    }
  }

  @Test
  void onEnded_attemptOfBeforeTheProbation_isNoTest() {
    replicas.update(List.of("a", "b"), nowNanos);
    fail("a", 5);
    start("a");
    pass(10 * SECOND);

    replicas.onEnded(find("a"), SUCCESS, 20 * SECOND, nowNanos);

    assertThat(find("a").state()).isEqualTo(ReplicaState.PROBATION);
  }

  @Test
  void onTimePassed_slowerThanItsPeers_isEjected() {
    replicas.update(List.of("a", "b", "c"), nowNanos);
    runASecond(450);
    assertThat(changes).isEmpty();

    runASecond(450);

    assertThat(changes)
        .singleElement()
        .asString()
        .matches(
            "a ejected: slower than its peers: 0 answers, 2\\d expected if it were 3 times as slow"
                + " as they are");
  }

  @Test
  void onTimePassed_fastPast_excusesNothing() {
    replicas.update(List.of("a", "b", "c"), nowNanos);
    for (int i = 0; i < 60; i++) {
      runASecond(0);
    }

    runASecond(450);
    runASecond(450);

    assertThat(changes).hasSize(1);
  }

  @Test
  void onTimePassed_onePause_isForgiven() {
    replicas.update(List.of("a", "b", "c"), nowNanos);
    for (int i = 0; i < 10; i++) {
      runASecond(450);
      runASecond(0);
    }

    assertThat(changes).isEmpty();
  }

  @Test
  void onTimePassed_allSlow_noneIsEjected() {
    replicas.update(List.of("a", "b", "c"), nowNanos);
    for (int i = 0; i < 60; i++) {
      runASecond(0);
    }

    for (int i = 0; i < 60; i++) {
      for (Replica replica : replicas.all()) {
        for (int k = 0; k < 100; k++) {
          end(replica, k % 3 == 0 ? LOST : SUCCESS, 1000 + 50 * k);
        }
      }
      replicas.onTimePassed(nowNanos);
    }

    assertThat(changes).isEmpty();
  }

  @Test
  void onTimePassed_twiceAsSlow_isNotEjected() {
    replicas.update(List.of("a", "b", "c"), nowNanos);
    for (int i = 0; i < 60; i++) {
      for (int k = 0; k < 100; k++) {
        end(find("a"), SUCCESS, 200 + 10 * k);
        answer(find("b"), 100 + 5 * k);
        answer(find("c"), 100 + 5 * k);
      }
      replicas.onTimePassed(nowNanos);
    }

    assertThat(changes).isEmpty();
  }

  @Test
  void onTimePassed_fewAttempts_areCollected() {
    replicas.update(List.of("a", "b"), nowNanos);
    for (int i = 0; i < 40; i++) {
      end(find("a"), LOST, 500);
      answer(find("b"), 100);
      replicas.onTimePassed(nowNanos);
    }

    assertThat(changes).hasSize(1);
  }

  @Test
  void onTimePassed_losersOfAFastReplica_doNotCondemnIt() {
    replicas.update(List.of("a", "b", "c"), nowNanos);
    for (int i = 0; i < 100; i++) {
      end(find("a"), LOST, 50);
      answer(find("b"), 100 + 5 * i);
      answer(find("c"), 100 + 5 * i);
    }

    replicas.onTimePassed(nowNanos);

    assertThat(changes).isEmpty();
  }

  @Test
  void slowReplicaOnProbation_isTestedAgainstItsPeers() {
    slowDown();
    pass(10 * SECOND);
    answerLikePeers();

    end(find("a"), SUCCESS, 400);
    assertThat(changes.getLast())
        .isEqualTo("a ejected: answered a test in 400 ms, its limit is 306 ms");

    pass(10 * SECOND);
    answerLikePeers();
    end(find("a"), SUCCESS, 200);
    assertThat(changes.getLast()).isEqualTo("a in: answered a test in 200 ms");
  }

  @Test
  void testThatIsCut_saysSomethingOnlyAfterItsLimit() {
    slowDown();
    pass(10 * SECOND);
    answerLikePeers();

    end(find("a"), LOST, 300);
    assertThat(find("a").state()).isEqualTo(ReplicaState.PROBATION);

    end(find("a"), LOST, 310);
    assertThat(changes.getLast()).isEqualTo("a ejected: no answer to a test in 310 ms");
  }

  @Test
  void slowReplicaOnProbation_isTestedOnceASecondAtMost() {
    slowDown();
    pass(10 * SECOND);

    for (int seconds = 0; seconds < 3; seconds++) {
      assertThat(testsIn(100)).isEqualTo(1);
      pass(SECOND);
    }
  }

  @Test
  void slowReplicaThatIsBack_isJudgedAnew() {
    slowDown();
    pass(10 * SECOND);
    answerLikePeers();
    end(find("a"), SUCCESS, 100);
    assertThat(find("a").state()).isEqualTo(ReplicaState.IN);

    runASecond(450);

    assertThat(find("a").state()).isEqualTo(ReplicaState.IN);
  }

  @Test
  void severalOnProbation_areTestedInTurns() {
    replicas.update(List.of("a", "b", "c", "d"), nowNanos);
    fail("a", 5);
    fail("b", 5);
    pass(10 * SECOND);

    List<String> tested = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      nowNanos += MS;
      String name = hedge(new Picks()).name();
      if (name.equals("a") || name.equals("b")) {
        tested.add(name);
      }
    }
    assertThat(tested).containsExactly("a", "b", "a", "b");
  }

  @Test
  void replicaWithoutConnection_isNotTested() {
    replicas.update(List.of("a", "b"), nowNanos);
    fail("a", 5);
    find("a").onDisconnected();
    pass(10 * SECOND);

    assertThat(testsIn(100)).isZero();
  }

  @Test
  void probationWithoutTests_endsByItself() {
    replicas.update(List.of("a", "b"), nowNanos);
    fail("a", 5);
    pass(10 * SECOND);

    pass(10 * SECOND);

    assertThat(changes.getLast()).isEqualTo("a in: no test had a result");
  }

  @Test
  void onChecked_healthy_bringsBackFromProbation() {
    replicas.update(List.of("a", "b"), nowNanos);
    fail("a", 5);
    replicas.onChecked(find("a"), true, nowNanos);
    assertThat(find("a").state()).isEqualTo(ReplicaState.EJECTED);
    pass(10 * SECOND);

    replicas.onChecked(find("a"), true, nowNanos);

    assertThat(changes.getLast()).isEqualTo("a in: its health check succeeded");
  }

  @Test
  void onChecked_unhealthy_ejectsNobody_butKeepsOutWhoIsOut() {
    replicas.update(List.of("a", "b"), nowNanos);
    for (int i = 0; i < 50; i++) {
      replicas.onChecked(find("b"), false, nowNanos);
    }
    assertThat(find("b").state()).isEqualTo(ReplicaState.IN);

    fail("a", 5);
    pass(10 * SECOND);
    replicas.onChecked(find("a"), false, nowNanos);
    pass(60 * SECOND);
    assertThat(find("a").state()).isEqualTo(ReplicaState.PROBATION);
  }

  @Test
  void onChecked_slowReplica_needsATest() {
    slowDown();
    pass(10 * SECOND);

    replicas.onChecked(find("a"), true, nowNanos);

    assertThat(find("a").state()).isEqualTo(ReplicaState.PROBATION);
  }

  @Test
  void probationWithTestsThatSayNothing_endsAtLast() {
    replicas.update(List.of("a", "b"), nowNanos);
    fail("a", 5);
    pass(10 * SECOND);
    for (int seconds = 0; seconds < 99; seconds++) {
      assertThat(testsIn(10)).isEqualTo(1);
      pass(SECOND);
    }
    assertThat(find("a").state()).isEqualTo(ReplicaState.PROBATION);

    pass(SECOND);

    assertThat(changes.getLast()).isEqualTo("a in: no test had a result");
  }

  @Test
  void ejectedAgain_isOutForLonger_upToFiveTimes() {
    replicas.update(List.of("a", "b"), nowNanos);
    for (int times : List.of(1, 2, 3, 4, 5, 5)) {
      fail("a", 5);
      pass(10L * times * SECOND - 1);
      assertThat(find("a").state()).isEqualTo(ReplicaState.EJECTED);
      pass(1);
      answer(find("a"), 100);
      assertThat(find("a").state()).isEqualTo(ReplicaState.IN);
      pass(SECOND);
    }
  }

  @Test
  void replicaThatIsBack_startsSlowly() {
    replicas.update(List.of("a", "b"), nowNanos);
    fail("a", 5);
    pass(10 * SECOND);
    answer(find("a"), 100);
    answer(find("b"), 100);

    assertThat(find("a").state()).isEqualTo(ReplicaState.IN);
    for (int i = 0; i < 8; i++) {
      assertThat(namesChosen(100)).containsExactly("b");
      start("b");
    }
    nowNanos += 10 * SECOND;
    assertThat(namesChosen(100)).containsExactly("a");
  }

  @Test
  void ejectedLongAgo_isForgotten() {
    replicas.update(List.of("a", "b"), nowNanos);
    fail("a", 5);
    pass(10 * SECOND);
    answer(find("a"), 100);
    pass(100 * SECOND);

    fail("a", 5);
    pass(10 * SECOND);

    assertThat(find("a").state()).isEqualTo(ReplicaState.PROBATION);
  }

  @Test
  void atMost_isNeverExceeded() {
    replicas.update(List.of("a", "b", "c"), nowNanos);

    fail("a", 5);
    fail("b", 50);

    assertThat(find("a").state()).isEqualTo(ReplicaState.EJECTED);
    assertThat(find("b").state()).isEqualTo(ReplicaState.IN);
  }

  @Test
  void allWouldBeOut_noneIs() {
    Replicas all =
        new Replicas(new Ejection(5, 3, 10 * SECOND, 1), new Random(1)::nextInt, _ -> {});
    all.update(List.of("a", "b"), 0);
    for (Replica replica : all.all()) {
      for (int i = 0; i < 5; i++) {
        all.onStarted(replica);
        all.onEnded(replica, FAILURE, MS, 0);
      }
    }

    assertThat(all.all()).extracting(Replica::state).containsOnly(ReplicaState.IN);
  }

  @Test
  void onRetryAfter_hedgesGoElsewhere_orNowhere() {
    replicas.update(List.of("a", "b"), nowNanos);
    replicas.onRetryAfter(find("a"), SECOND, nowNanos);
    for (int i = 0; i < 100; i++) {
      assertThat(hedge(new Picks()).name()).isEqualTo("b");
    }
    assertThat(replicas.permitsHedges(nowNanos)).isTrue();

    replicas.onRetryAfter(find("b"), SECOND, nowNanos);
    assertThat(replicas.permitsHedges(nowNanos)).isFalse();

    nowNanos += SECOND;
    assertThat(replicas.permitsHedges(nowNanos)).isTrue();
  }

  @Test
  void onRetryAfter_anotherTime_isTheLaterOne_upToAMinute() {
    replicas.update(List.of("a", "b"), nowNanos);
    replicas.onRetryAfter(find("b"), 3600 * SECOND, nowNanos);
    replicas.onRetryAfter(find("a"), 5 * SECOND, nowNanos);
    replicas.onRetryAfter(find("a"), SECOND, nowNanos);

    nowNanos += 5 * SECOND - 1;
    assertThat(replicas.permitsHedges(nowNanos)).isFalse();
    nowNanos++;
    assertThat(replicas.permitsHedges(nowNanos)).isTrue();
    assertThat(hedge(new Picks()).name()).isEqualTo("a");
    replicas.onRetryAfter(find("a"), 3600 * SECOND, nowNanos);
    nowNanos += 55 * SECOND;
    assertThat(hedge(new Picks()).name()).isEqualTo("b");
  }

  @Test
  void replica_countsItsAttempts() {
    replicas.update(List.of("a", "b"), nowNanos);
    for (int i = 0; i < 3; i++) {
      answer(find("a"), 100);
      answer(find("b"), 300);
    }
    find("a").onWon();
    end(find("a"), FAILURE, 1);

    assertThat(find("a").answers()).isEqualTo(3);
    assertThat(find("a").wins()).isEqualTo(1);
    assertThat(find("a").failures()).containsExactly(Map.entry("bad-status", 1L));
    assertThat(find("a").lastFailure()).isEqualTo("status 500");
    assertThat(find("a").lastFailureNanos()).isEqualTo(nowNanos);
    assertThat(find("a").inFlight()).isZero();
    AttemptDurations durations = find("a").recentDurations();
    assertThat(durations.medianNanos() / MS).isBetween(90.0, 110.0);
    durations.add(find("b").recentDurations());
    assertThat(durations.medianNanos() / MS).isBetween(90.0, 330.0);
    pass(1000 * SECOND);
    assertThat(find("a").answers()).isEqualTo(3);
  }

  @Test
  void drain_keepsRequestsAway_untilItsEnd() {
    replicas.update(List.of("a", "b"), nowNanos);

    replicas.drain("a", "kernel update", 60 * SECOND, nowNanos);

    for (int i = 0; i < 100; i++) {
      assertThat(primary(new Picks()).name()).isEqualTo("b");
    }
    pass(60 * SECOND);
    assertThat(changes).containsExactly("a drained: kernel update", "a in: the drain has ended");
  }

  @Test
  void update_keepsWhatStays_andStartsNewOnesSlowly() {
    replicas.update(List.of("a", "b"), nowNanos);
    Replica a = find("a");
    answer(a, 100);

    replicas.update(List.of("a", "c"), nowNanos);

    assertThat(find("a")).isSameAs(a);
    assertThat(replicas.all()).extracting(Replica::name).containsExactly("a", "c");
    for (int i = 0; i < 8; i++) {
      Replica chosen = primary(new Picks());
      assertThat(chosen.name()).isEqualTo("a");
      replicas.onStarted(chosen);
    }
    nowNanos += 10 * SECOND;
    assertThat(primary(new Picks()).name()).isEqualTo("c");
  }

  @Test
  void undrain_bringsTheReplicaBack_andOnlyThat() {
    replicas.update(List.of("a", "b"), nowNanos);
    replicas.drain("a", "kernel update", 60 * SECOND, nowNanos);

    replicas.undrain("a", nowNanos);
    replicas.undrain("b", nowNanos);

    assertThat(changes).containsExactly("a drained: kernel update", "a in: the drain was ended");
  }

  @Test
  void drain_staysWithTheName_whileTheReplicaIsAway() {
    replicas.update(List.of("a", "b", "c"), nowNanos);
    replicas.drain("a", "kernel update", 60 * SECOND, nowNanos);
    replicas.update(List.of("b", "c"), nowNanos);
    replicas.drain("d", "not there yet", 60 * SECOND, nowNanos);

    replicas.update(List.of("a", "b", "c", "d"), nowNanos);
    assertThat(find("a").state()).isEqualTo(ReplicaState.DRAINED);
    assertThat(find("d").state()).isEqualTo(ReplicaState.DRAINED);

    replicas.update(List.of("b", "c"), nowNanos);
    pass(60 * SECOND);
    replicas.update(List.of("a", "b", "c"), nowNanos);
    assertThat(find("a").state()).isEqualTo(ReplicaState.IN);
  }

  @Test
  void drainLike_takesOverWhatHasNotEnded() {
    replicas.update(List.of("a", "b", "c"), nowNanos);
    replicas.drain("a", "kernel update", 60 * SECOND, nowNanos);
    replicas.drain("b", "short", SECOND, nowNanos);
    Replicas next = new Replicas(Ejection.defaults(), new Random(1)::nextInt, _ -> {});
    next.update(List.of("a", "b"), nowNanos);

    next.drainLike(replicas, nowNanos + SECOND);

    assertThat(next.all())
        .map(Replica::state)
        .containsExactly(ReplicaState.DRAINED, ReplicaState.IN);
  }

  @Test
  void drain_ofTheLastOneThatIsIn_bringsBackTheEjected() {
    replicas.update(List.of("a", "b"), nowNanos);
    fail("a", 5);
    assertThat(find("a").state()).isEqualTo(ReplicaState.EJECTED);

    replicas.drain("b", "kernel update", 60 * SECOND, nowNanos);

    assertThat(find("a").state()).isEqualTo(ReplicaState.IN);
    assertThat(find("a").reason()).isEqualTo("all others are drained");
  }

  @Test
  void oneReplica_isAlwaysAsked_andNeverEjected() {
    replicas.update(List.of("a"), nowNanos);
    fail("a", 50);
    replicas.onRetryAfter(find("a"), SECOND, nowNanos);

    assertThat(hedge(new Picks()).name()).isEqualTo("a");
    assertThat(replicas.permitsHedges(nowNanos)).isTrue();
    assertThat(changes).isEmpty();
  }

  /** Has a ejected for slowness: all its attempts are cancelled because a hedge wins. */
  private void slowDown() {
    replicas.update(List.of("a", "b", "c"), nowNanos);
    runASecond(450);
    runASecond(450);
    assertThat(find("a").state()).isEqualTo(ReplicaState.EJECTED);
  }

  /** Runs a second in which attempts at a are cut off after this time; 0: a is like its peers. */
  private void runASecond(int cutMillis) {
    for (int i = 0; i < 100; i++) {
      end(find("a"), cutMillis == 0 ? SUCCESS : LOST, cutMillis == 0 ? 100 + 5 * i : cutMillis);
      answer(find("b"), 100 + 5 * i);
      answer(find("c"), 100 + 5 * i);
    }
    replicas.onTimePassed(nowNanos);
  }

  private void answerLikePeers() {
    for (int i = 0; i < 10; i++) {
      answer(find("b"), 100);
    }
  }

  /** How many of these hedges go to a. */
  private long testsIn(int hedges) {
    long tests = 0;
    for (int i = 0; i < hedges; i++) {
      tests += hedge(new Picks()).name().equals("a") ? 1 : 0;
    }
    return tests;
  }

  private Set<String> namesChosen(int times) {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < times; i++) {
      names.add(primary(new Picks()).name());
    }
    return names;
  }

  private void pass(long nanos) {
    nowNanos += nanos;
    replicas.onTimePassed(nowNanos);
  }

  private void fail(String name, int times) {
    for (int i = 0; i < times; i++) {
      end(find(name), FAILURE, 1);
    }
  }

  private void answer(Replica replica, int millis) {
    end(replica, SUCCESS, millis);
  }

  private void start(String name) {
    replicas.onStarted(find(name));
  }

  private void end(Replica replica, Outcome outcome, int millis) {
    if (replica.inFlight() == 0) {
      replicas.onStarted(replica);
      nowNanos += millis * MS;
    }
    replicas.onEnded(replica, outcome, millis * MS, nowNanos);
  }

  private Replica primary(Picks picks) {
    return replicas.choose(picks, LaunchReason.RACE_STARTED, nowNanos);
  }

  private Replica hedge(Picks picks) {
    return replicas.choose(picks, LaunchReason.HEDGE_DELAY_PASSED, nowNanos);
  }

  private Replica find(String name) {
    return replicas.all().stream()
        .filter(replica -> replica.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
