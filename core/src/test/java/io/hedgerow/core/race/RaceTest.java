package io.hedgerow.core.race;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hedgerow.core.deadline.Deadline;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The race at every edge of its contract; whole effect lists, times as offsets from the start. */
final class RaceTest {
  private static final String[] THREE_LAUNCHES = {
    "0 launch 1 RACE_STARTED", "0 launch 2 RACE_STARTED", "0 launch 3 RACE_STARTED"
  };

  @Nested
  final class First {
    @Test
    void start_launchesThreeAtOnce() {
      SteppedRace race = first(1000).start();

      assertThat(race.effects()).containsExactly(THREE_LAUNCHES);
      assertThat(race.nextDueMillis()).isEqualTo(1000);
      assertThat(race.outcomes()).containsExactly("1 running", "2 running", "3 running");
    }

    @Test
    void success_answersThenCancelsTheOthers() {
      SteppedRace race = started(first(1000)).succeeds(2, 100);

      assertThat(race.effects())
          .containsExactly("100 won 2 body2", "100 cancel 1 SUPERSEDED", "100 cancel 3 SUPERSEDED");
      assertThat(race.outcomes()).containsExactly("1 cancelled", "2 succeeded", "3 cancelled");
    }

    @Test
    void failure_leavesTheOthersRunning() {
      SteppedRace race = started(first(1000)).fails(1, 10);

      assertThat(race.effects()).isEmpty();
      assertThat(race.outcomes()).containsExactly("1 bad-status", "2 running", "3 running");
    }

    @Test
    void twoFailuresThenSuccess_wins() {
      SteppedRace race = started(first(1000)).fails(1, 10).fails(3, 20).succeeds(2, 999);

      assertThat(race.effects()).containsExactly("999 won 2 body2");
    }

    @Test
    void threeFailures_failAtOnceAndNotAtTheDeadline() {
      SteppedRace race = started(first(1000)).fails(3, 10).fails(1, 20).fails(2, 30);

      assertThat(race.effects()).containsExactly("30 upstream failed");
    }

    @Test
    void deadline_cancelsAllThree() {
      SteppedRace race = started(first(1000)).timePasses(1000);

      assertThat(race.effects())
          .containsExactly(
              "1000 deadline",
              "1000 cancel 1 DEADLINE",
              "1000 cancel 2 DEADLINE",
              "1000 cancel 3 DEADLINE");
      assertThat(race.outcomes()).containsExactly("1 timed-out", "2 timed-out", "3 timed-out");
    }

    @Test
    void oneMillisecondBeforeTheDeadline_nothingHappens() {
      assertThat(started(first(1000)).timePasses(999).effects()).isEmpty();
    }

    @Test
    void deadline_afterTwoFailures_isTheVerdict() {
      SteppedRace race = started(first(1000)).fails(1, 1).fails(2, 2).timePasses(1000);

      assertThat(race.effects()).containsExactly("1000 deadline", "1000 cancel 3 DEADLINE");
    }

    @Test
    void successJustBeforeTheDeadline_wins() {
      assertThat(started(first(1000)).succeeds(1, 999).effects()).contains("999 won 1 body1");
    }

    @ParameterizedTest
    @ValueSource(longs = {1000, 1001, 60_000})
    void success_atOrAfterTheDeadlineBeforeItsTimer_isTooLate(long millis) {
      SteppedRace race = started(first(1000)).succeeds(1, millis);

      assertThat(race.effects())
          .containsExactly(
              millis + " deadline",
              millis + " cancel 1 DEADLINE",
              millis + " cancel 2 DEADLINE",
              millis + " cancel 3 DEADLINE");
      assertThat(race.outcomes()).containsExactly("1 timed-out", "2 timed-out", "3 timed-out");
    }

    @Test
    void lastFailure_atTheDeadline_verdictIsDeadline() {
      SteppedRace race = started(first(1000)).fails(1, 1).fails(2, 2).fails(3, 1000);

      assertThat(race.effects()).containsExactly("1000 deadline", "1000 cancel 3 DEADLINE");
    }

    @Test
    void callerLeaves_cancelsAllWithoutAnAnswer() {
      SteppedRace race = started(first(1000)).fails(1, 50).callerLeaves(100);

      assertThat(race.effects())
          .containsExactly(
              "100 caller left", "100 cancel 2 CALLER_LEFT", "100 cancel 3 CALLER_LEFT");
      assertThat(race.outcomes()).containsExactly("1 bad-status", "2 cancelled", "3 cancelled");
    }

    @Test
    void startAtTheDeadline_launchesNothing() {
      SteppedRace race = first(0).start();

      assertThat(race.effects()).containsExactly("0 deadline");
      assertThat(race.race().attempts()).isEmpty();
    }
  }

  @Nested
  final class All {
    @Test
    void threeSuccesses_answeredInOrderOfArrivalWhenTheLastEnds() {
      SteppedRace race = started(all(1000)).succeeds(3, 100).succeeds(1, 200);
      assertThat(race.effects()).isEmpty();

      race.succeeds(2, 300);
      assertThat(race.effects()).containsExactly("300 collected [body3, body1, body2]");
    }

    @Test
    void someFailures_answersWithTheSuccesses() {
      SteppedRace race = started(all(1000)).succeeds(2, 100).fails(1, 200).fails(3, 300);

      assertThat(race.effects()).containsExactly("300 collected [body2]");
    }

    @Test
    void allFailed_verdictIsUpstreamFailed() {
      SteppedRace race = started(all(1000)).fails(2, 100).fails(1, 200).fails(3, 300);

      assertThat(race.effects()).containsExactly("300 upstream failed");
    }

    @Test
    void deadline_afterTwoSuccesses_isTheVerdict() {
      SteppedRace race = started(all(1000)).succeeds(1, 100).succeeds(2, 200).timePasses(1000);

      assertThat(race.effects()).containsExactly("1000 deadline", "1000 cancel 3 DEADLINE");
    }

    @Test
    void lastSuccessAtTheDeadline_isTooLate() {
      SteppedRace race = started(all(1000)).succeeds(1, 1).succeeds(2, 2).succeeds(3, 1000);

      assertThat(race.effects()).containsExactly("1000 deadline", "1000 cancel 3 DEADLINE");
      assertThat(race.outcomes()).containsExactly("1 succeeded", "2 succeeded", "3 timed-out");
    }
  }

  @Nested
  final class WithinTimeout {
    @Test
    void allEnded_answersAtOnce() {
      SteppedRace race = started(withinTimeout(1000)).succeeds(2, 1).fails(1, 2).succeeds(3, 3);

      assertThat(race.effects()).containsExactly("3 collected [body2, body3]");
    }

    @Test
    void allFailed_answersWithAnEmptyListAtOnce() {
      SteppedRace race = started(withinTimeout(1000)).fails(1, 1).fails(2, 2).fails(3, 3);

      assertThat(race.effects()).containsExactly("3 collected []");
    }

    @Test
    void deadline_answersWithTheSuccessesSoFar() {
      SteppedRace race = started(withinTimeout(1000)).succeeds(3, 999).timePasses(1000);

      assertThat(race.effects())
          .containsExactly(
              "1000 collected [body3]", "1000 cancel 1 DEADLINE", "1000 cancel 2 DEADLINE");
    }

    @Test
    void deadline_noSuccess_answersWithAnEmptyList() {
      assertThat(started(withinTimeout(1000)).timePasses(1000).effects())
          .startsWith("1000 collected []");
    }

    @Test
    void success_atTheDeadline_isLeftOut() {
      SteppedRace race = started(withinTimeout(1000)).succeeds(1, 10).succeeds(2, 1000);

      assertThat(race.effects())
          .containsExactly(
              "1000 collected [body1]", "1000 cancel 2 DEADLINE", "1000 cancel 3 DEADLINE");
    }

    @Test
    void start_atTheDeadline_answersWithAnEmptyList() {
      assertThat(withinTimeout(0).start().effects()).containsExactly("0 collected []");
    }
  }

  @Nested
  final class Smart {
    @Test
    void start_launchesOneAndIsDueAtTheHedgeDelay() {
      SteppedRace race = smart(1000).start();

      assertThat(race.effects()).containsExactly("0 launch 1 RACE_STARTED");
      assertThat(race.nextDueMillis()).isEqualTo(300);
    }

    @Test
    void successBeforeTheHedgeDelay_launchesNoHedge() {
      assertThat(started(smart(1000)).succeeds(1, 299).effects())
          .containsExactly("299 won 1 body1");
    }

    @Test
    void oneMillisecondBeforeTheHedgeDelay_nothingHappens() {
      assertThat(started(smart(1000)).timePasses(299).effects()).isEmpty();
    }

    @Test
    void hedgeDelay_launchesTwoHedgesAndLeavesTheFirstRunning() {
      SteppedRace race = started(smart(1000)).timePasses(300);

      assertThat(race.effects())
          .containsExactly("300 launch 2 HEDGE_DELAY_PASSED", "300 launch 3 HEDGE_DELAY_PASSED");
      assertThat(race.nextDueMillis()).isEqualTo(1000);
      assertThat(race.outcomes()).containsExactly("1 running", "2 running", "3 running");
    }

    @Test
    void timer_afterTheHedges_launchesNoMore() {
      SteppedRace race = hedged(1000);

      assertThat(race.timePasses(301).timePasses(999).effects()).isEmpty();
    }

    @Test
    void primary_afterTheHedges_canStillWin() {
      assertThat(hedged(1000).succeeds(1, 400).effects())
          .containsExactly("400 won 1 body1", "400 cancel 2 SUPERSEDED", "400 cancel 3 SUPERSEDED");
    }

    @Test
    void hedge_succeedsFirst_wins() {
      assertThat(hedged(1000).succeeds(3, 450).effects())
          .containsExactly("450 won 3 body3", "450 cancel 1 SUPERSEDED", "450 cancel 2 SUPERSEDED");
    }

    @Test
    void firstFailure_launchesHedgesAtOnce() {
      SteppedRace race = started(smart(1000)).fails(1, 20);

      assertThat(race.effects())
          .containsExactly("20 launch 2 ATTEMPT_FAILED", "20 launch 3 ATTEMPT_FAILED");
      assertThat(race.nextDueMillis()).isEqualTo(1000);
    }

    @Test
    void hedgeDelay_hedgesAlreadyLaunched_launchesNoMore() {
      SteppedRace race = started(smart(1000)).fails(1, 20);
      race.effects();

      assertThat(race.timePasses(300).effects()).isEmpty();
    }

    @Test
    void primaryFails_afterTheHedges_launchesNoMore() {
      assertThat(hedged(1000).fails(1, 301).effects()).isEmpty();
    }

    @Test
    void failure_atTheHedgeDelay_launchesHedgesOnceForTheDelay() {
      SteppedRace race = started(smart(1000)).fails(1, 300);

      assertThat(race.effects())
          .containsExactly("300 launch 2 HEDGE_DELAY_PASSED", "300 launch 3 HEDGE_DELAY_PASSED");
      assertThat(race.timePasses(300).effects()).isEmpty();
    }

    @Test
    void success_atTheHedgeDelayBeforeItsTimer_launchesNoHedge() {
      assertThat(started(smart(1000)).succeeds(1, 300).effects())
          .containsExactly("300 won 1 body1");
    }

    @Test
    void hedgesFail_primaryRunning_canStillWin() {
      SteppedRace race = hedged(1000).fails(2, 310).fails(3, 320);
      assertThat(race.effects()).isEmpty();

      assertThat(race.succeeds(1, 900).effects()).containsExactly("900 won 1 body1");
    }

    @Test
    void allFailed_failsAtOnce() {
      SteppedRace race = started(smart(1000)).fails(1, 10);
      race.effects();

      assertThat(race.fails(3, 20).fails(2, 30).effects()).containsExactly("30 upstream failed");
    }

    @Test
    void deadlineBeforeTheHedgeDelay_launchesNoHedge() {
      SteppedRace race = started(smart(200));

      assertThat(race.nextDueMillis()).isEqualTo(200);
      assertThat(race.timePasses(200).effects())
          .containsExactly("200 deadline", "200 cancel 1 DEADLINE");
    }

    @Test
    void deadlineAtTheHedgeDelay_launchesNoHedge() {
      SteppedRace race = started(smart(300));

      assertThat(race.nextDueMillis()).isEqualTo(300);
      assertThat(race.timePasses(300).effects())
          .containsExactly("300 deadline", "300 cancel 1 DEADLINE");
    }

    @Test
    void deadlineOneMillisecondAfterTheHedgeDelay_launchesHedges() {
      assertThat(started(smart(301)).timePasses(300).effects()).hasSize(2);
    }

    @Test
    void hedgeTimer_firesAfterTheDeadline_launchesNoHedge() {
      assertThat(started(smart(1000)).timePasses(1500).effects())
          .containsExactly("1500 deadline", "1500 cancel 1 DEADLINE");
    }

    @Test
    void failureAtTheDeadline_launchesNoHedge() {
      assertThat(started(smart(200)).fails(1, 200).effects())
          .containsExactly("200 deadline", "200 cancel 1 DEADLINE");
    }

    @Test
    void callerLeavesBeforeTheHedges_launchesNoHedge() {
      SteppedRace race = started(smart(1000)).callerLeaves(100);

      assertThat(race.effects()).containsExactly("100 caller left", "100 cancel 1 CALLER_LEFT");
      assertThat(race.timePasses(300).timePasses(1000).effects()).isEmpty();
    }

    @Test
    void hedgeDelayOfZero_launchesAllAtTheStart() {
      assertThat(new SteppedRace(Plan.smart(0), 1000).start().effects())
          .containsExactly(
              "0 launch 1 RACE_STARTED",
              "0 launch 2 HEDGE_DELAY_PASSED",
              "0 launch 3 HEDGE_DELAY_PASSED");
    }

    @Test
    void collectingPlan_successAtTheHedgeDelay_launchesHedgesIfOthersRun() {
      Plan plan = new Plan(2, 1, 300_000_000, Plan.Ending.ALL_ENDED);
      SteppedRace race = started(new SteppedRace(plan, 1000)).succeeds(1, 300);

      assertThat(race.effects()).containsExactly("300 launch 3 HEDGE_DELAY_PASSED");
    }

    @Test
    void collectingPlan_allSucceedBeforeTheHedgeDelay_launchesNoHedge() {
      Plan plan = new Plan(1, 1, 300_000_000, Plan.Ending.ALL_ENDED);
      SteppedRace race = started(new SteppedRace(plan, 1000)).succeeds(1, 299);

      assertThat(race.effects()).containsExactly("299 collected [body1]");
    }

    private SteppedRace hedged(long deadlineMillis) {
      SteppedRace race = started(smart(deadlineMillis)).timePasses(300);
      race.effects();
      return race;
    }
  }

  /** An answer that is neither a success nor a failure, such as a 404. */
  @Nested
  final class FinalAnswer {
    @Test
    void inFirst_answersThenCancelsTheOthers() {
      SteppedRace race = started(first(1000)).ends(2, 100);

      assertThat(race.effects())
          .containsExactly(
              "100 final 2 body2", "100 cancel 1 SUPERSEDED", "100 cancel 3 SUPERSEDED");
      assertThat(race.outcomes()).containsExactly("1 cancelled", "2 final", "3 cancelled");
      assertThat(race.race().attempts().get(1).outcome()).isEqualTo(new Outcome.Final(404));
      assertThat(race.race().isOver()).isTrue();
    }

    @Test
    void inFirst_afterTwoFailures_decides() {
      SteppedRace race = started(first(1000)).fails(1, 10).fails(3, 20).ends(2, 999);

      assertThat(race.effects()).containsExactly("999 final 2 body2");
    }

    @Test
    void inFirst_afterASuccess_isDropped() {
      SteppedRace race = started(first(1000)).succeeds(1, 100);
      race.effects();

      assertThat(race.ends(2, 100).effects()).isEmpty();
    }

    @Test
    void inFirst_beforeASuccess_decides() {
      SteppedRace race = started(first(1000)).ends(2, 100);
      race.effects();

      assertThat(race.succeeds(1, 100).effects()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1000, 1001})
    void inFirst_atOrAfterTheDeadlineBeforeItsTimer_isTooLate(long millis) {
      SteppedRace race = started(first(1000)).ends(1, millis);

      assertThat(race.effects()).startsWith(millis + " deadline");
      assertThat(race.outcomes()).containsExactly("1 timed-out", "2 timed-out", "3 timed-out");
    }

    @Test
    void inSmart_beforeTheHedgeDelay_decidesAndLaunchesNoHedge() {
      assertThat(started(smart(1000)).ends(1, 299).effects()).containsExactly("299 final 1 body1");
    }

    @Test
    void inSmart_ofAHedge_decidesAndCancelsThePrimary() {
      SteppedRace race = started(smart(1000)).timePasses(300);
      race.effects();

      assertThat(race.ends(3, 400).effects())
          .containsExactly(
              "400 final 3 body3", "400 cancel 1 SUPERSEDED", "400 cancel 2 SUPERSEDED");
    }

    @Test
    void inAll_isNoSuccess() {
      SteppedRace race = started(all(1000)).ends(2, 100).succeeds(1, 200);
      assertThat(race.effects()).isEmpty();

      race.succeeds(3, 300);
      assertThat(race.effects()).containsExactly("300 collected [body1, body3]");
      assertThat(race.outcomes()).containsExactly("1 succeeded", "2 final", "3 succeeded");
    }

    @Test
    void inAll_asTheLastToEnd_concludes() {
      SteppedRace race = started(all(1000)).succeeds(1, 100).fails(2, 200).ends(3, 300);

      assertThat(race.effects()).containsExactly("300 collected [body1]");
    }

    @Test
    void inAll_withoutAnySuccess_verdictIsUpstreamFailed() {
      SteppedRace race = started(all(1000)).ends(1, 100).fails(2, 200).ends(3, 300);

      assertThat(race.effects()).containsExactly("300 upstream failed");
    }

    @Test
    void inWithinTimeout_isLeftOut() {
      SteppedRace race = started(withinTimeout(1000)).ends(1, 1).succeeds(2, 2).ends(3, 3);

      assertThat(race.effects()).containsExactly("3 collected [body2]");
    }

    @Test
    void collectingPlanWithHedges_onlyFinalsBeforeTheHedgeDelay_launchesNoHedge() {
      Plan plan = new Plan(1, 2, 300_000_000, Plan.Ending.ALL_ENDED);
      SteppedRace race = started(new SteppedRace(plan, 1000)).ends(1, 299);

      assertThat(race.effects()).containsExactly("299 upstream failed");
    }

    @Test
    void collectingPlanWithHedges_anotherRuns_launchesHedgesAtTheirDelayOnly() {
      Plan plan = new Plan(2, 1, 300_000_000, Plan.Ending.ALL_ENDED);
      SteppedRace race = started(new SteppedRace(plan, 1000)).ends(1, 100);
      assertThat(race.effects()).isEmpty();

      race.timePasses(300);
      assertThat(race.effects()).containsExactly("300 launch 3 HEDGE_DELAY_PASSED");
    }

    @Test
    void collectingPlanWithHedges_atTheHedgeDelay_launchesThoseThatAreDue() {
      Plan plan = new Plan(2, 1, 300_000_000, Plan.Ending.ALL_ENDED);
      SteppedRace race = started(new SteppedRace(plan, 1000)).ends(1, 300);

      assertThat(race.effects()).containsExactly("300 launch 3 HEDGE_DELAY_PASSED");
    }

    @Test
    void insideALaunch_inFirst_launchesNoMore() {
      SteppedRace race = first(1000);
      race.onLaunch = () -> race.ends(1, 0);

      assertThat(race.start().effects())
          .containsExactly("0 launch 1 RACE_STARTED", "0 final 1 body1");
    }

    @Test
    void insideEveryLaunch_inAll_failsOnce() {
      SteppedRace race = all(1000);
      race.onLaunch = () -> race.ends(race.race().attempts().size(), 0);

      assertThat(race.start().effects())
          .containsExactly(
              THREE_LAUNCHES[0], THREE_LAUNCHES[1], THREE_LAUNCHES[2], "0 upstream failed");
    }

    @Test
    void secondReport_throws() {
      SteppedRace race = started(all(1000)).ends(1, 1);

      assertThatThrownBy(() -> race.succeeds(1, 2))
          .isInstanceOf(InvariantViolation.class)
          .hasMessageContaining("attempt 1 reported twice");
    }

    @Test
    void clockThatGoesBack_throws() {
      SteppedRace race = started(first(1000)).timePasses(10);

      assertThatThrownBy(() -> race.ends(1, 9)).isInstanceOf(InvariantViolation.class);
    }
  }

  @Nested
  final class AfterTheVerdict {
    @Test
    void reportsOfCancelledAttempts_areDropped() {
      SteppedRace race = started(first(1000)).succeeds(1, 100);
      race.effects();

      assertThat(race.succeeds(2, 100).fails(3, 101).succeeds(3, 2000).effects()).isEmpty();
      assertThat(race.outcomes()).containsExactly("1 succeeded", "2 cancelled", "3 cancelled");
    }

    @Test
    void reportsOfTimedOutAttempts_areDropped() {
      SteppedRace race = started(withinTimeout(1000)).timePasses(1000);
      race.effects();

      assertThat(race.succeeds(2, 1000).fails(3, 1001).effects()).isEmpty();
    }

    @Test
    void timersAndHangUps_areIgnored() {
      SteppedRace race = started(first(1000)).succeeds(1, 100);
      race.effects();

      assertThat(race.callerLeaves(100).timePasses(1000).callerLeaves(1001).effects()).isEmpty();
      assertThat(race.race().isOver()).isTrue();
    }

    @Test
    void secondDeadlineTimer_isIgnored() {
      SteppedRace race = started(first(1000)).timePasses(1000);
      race.effects();

      assertThat(race.timePasses(1000).timePasses(1001).effects()).isEmpty();
    }
  }

  @Nested
  final class InsideEffects {
    @Test
    void launchThatFailsAtOnce_inFirst_stillLaunchesTheOthers() {
      SteppedRace race = first(1000);
      race.onLaunch = failOnce(race, 1);

      assertThat(race.start().effects()).containsExactly(THREE_LAUNCHES);
      assertThat(race.outcomes()).containsExactly("1 bad-status", "2 running", "3 running");
    }

    @Test
    void launchThatFailsAtOnce_anotherInitialAttemptDue_launchesItAsInitial() {
      SteppedRace race = new SteppedRace(new Plan(2, 1, 1, Plan.Ending.FIRST_SUCCESS), 1000);
      race.onLaunch = failOnce(race, 1);

      assertThat(race.start().effects())
          .containsExactly(
              "0 launch 1 RACE_STARTED", "0 launch 2 RACE_STARTED", "0 launch 3 ATTEMPT_FAILED");
    }

    @Test
    void everyLaunchFailsAtOnce_inFirst_failsOnce() {
      SteppedRace race = first(1000);
      race.onLaunch = () -> race.fails(race.race().attempts().size(), 0);

      assertThat(race.start().effects())
          .containsExactly(
              THREE_LAUNCHES[0], THREE_LAUNCHES[1], THREE_LAUNCHES[2], "0 upstream failed");
    }

    @Test
    void everyLaunchFailsAtOnce_inSmart_launchesHedgesOnceAndFailsOnce() {
      SteppedRace race = smart(1000);
      race.onLaunch = () -> race.fails(race.race().attempts().size(), 0);

      assertThat(race.start().effects())
          .containsExactly(
              "0 launch 1 RACE_STARTED",
              "0 launch 2 ATTEMPT_FAILED",
              "0 launch 3 ATTEMPT_FAILED",
              "0 upstream failed");
    }

    @Test
    void launchThatSucceedsAtOnce_inFirst_launchesNoMore() {
      SteppedRace race = first(1000);
      race.onLaunch = () -> race.succeeds(1, 0);

      assertThat(race.start().effects())
          .containsExactly("0 launch 1 RACE_STARTED", "0 won 1 body1");
    }

    @Test
    void everyLaunchSucceedsAtOnce_inAll_collectsThree() {
      SteppedRace race = all(1000);
      race.onLaunch = () -> race.succeeds(race.race().attempts().size(), 0);

      assertThat(race.start().effects())
          .containsExactly(
              THREE_LAUNCHES[0],
              THREE_LAUNCHES[1],
              THREE_LAUNCHES[2],
              "0 collected [body1, body2, body3]");
    }

    @Test
    void answerThatThrows_stillCancelsTheLosers() {
      List<Integer> cancelled = new ArrayList<>();
      Race<String> race =
          new Race<>(
              Plan.first(),
              Deadline.after(0, 1000),
              new Effects<>() {
                @Override
                public void launch(int number, LaunchReason reason) {}

                @Override
                public void finish(Verdict<String> verdict) {
                  throw new IllegalStateException("the answer broke");
                }

                @Override
                public void cancel(int number, CancelReason reason) {
                  cancelled.add(number);
                }
              });
      race.start(0);

      assertThatThrownBy(() -> race.onAttemptSucceeded(2, 200, "body", 1))
          .hasMessage("the answer broke");
      assertThat(cancelled).containsExactly(1, 3);
    }

    @Test
    void hostWithoutLimits_permitsEveryHedge() {
      List<Integer> launched = new ArrayList<>();
      Race<String> race =
          new Race<>(
              Plan.smart(100),
              Deadline.after(0, 1000),
              new Effects<>() {
                @Override
                public void launch(int number, LaunchReason reason) {
                  launched.add(number);
                }

                @Override
                public void finish(Verdict<String> verdict) {}

                @Override
                public void cancel(int number, CancelReason reason) {}
              });
      race.start(0);
      race.onTimePassed(100);

      assertThat(launched).containsExactly(1, 2, 3);
    }

    private Runnable failOnce(SteppedRace race, int number) {
      return () -> {
        race.onLaunch = () -> {};
        race.fails(number, 0);
      };
    }
  }

  @Nested
  final class Violations {
    @Test
    void secondReport_throws() {
      SteppedRace race = started(all(1000)).succeeds(1, 1);

      assertThatThrownBy(() -> race.fails(1, 2))
          .isInstanceOf(InvariantViolation.class)
          .hasMessageContaining("attempt 1 reported twice");
    }

    @Test
    void secondReportOfTheWinner_throws() {
      SteppedRace race = started(first(1000)).succeeds(1, 1);

      assertThatThrownBy(() -> race.succeeds(1, 2)).isInstanceOf(InvariantViolation.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 2, 4})
    void reportWithoutLaunch_throws(int number) {
      SteppedRace race = started(smart(1000));

      assertThatThrownBy(() -> race.succeeds(number, 1))
          .isInstanceOf(InvariantViolation.class)
          .hasMessageContaining("without a launch");
    }

    @Test
    void secondStart_throws() {
      SteppedRace race = started(first(1000));

      assertThatThrownBy(race::start)
          .isInstanceOf(InvariantViolation.class)
          .hasMessageContaining("started twice");
    }

    @Test
    void eventBeforeTheStart_throws() {
      assertThatThrownBy(() -> first(1000).timePasses(1))
          .isInstanceOf(InvariantViolation.class)
          .hasMessageContaining("before the start");
    }

    @Test
    void clockThatGoesBack_throwsForEveryEvent() {
      SteppedRace race = started(first(1000)).timePasses(10);

      assertThatThrownBy(() -> race.timePasses(9))
          .isInstanceOf(InvariantViolation.class)
          .hasMessageContaining("clock went back by 1000000 ns");
      assertThatThrownBy(() -> race.succeeds(1, 9)).isInstanceOf(InvariantViolation.class);
      assertThatThrownBy(() -> race.fails(1, 9)).isInstanceOf(InvariantViolation.class);
      assertThatThrownBy(() -> race.callerLeaves(9)).isInstanceOf(InvariantViolation.class);
      assertThat(race.race().isOver()).isFalse();
    }

    @Test
    void attemptThatEndsTwice_throws() {
      Attempt attempt = new Attempt(1, LaunchReason.RACE_STARTED, 0);
      attempt.end(new Outcome.Succeeded(200), 1);

      assertThatThrownBy(() -> attempt.end(new Outcome.TimedOut(), 2))
          .isInstanceOf(InvariantViolation.class)
          .hasMessageContaining("ended twice");
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MAX_VALUE, Long.MAX_VALUE - 299_000_000, Long.MIN_VALUE, -1, 0})
  void clockWrapsAround_raceIsTheSame(long originNanos) {
    Plan plan = Plan.smart(TimeUnit.MILLISECONDS.toNanos(300));
    SteppedRace race = new SteppedRace(plan, 1000, originNanos).start();

    assertThat(race.nextDueMillis()).isEqualTo(300);
    race.timePasses(299).timePasses(300).timePasses(999).timePasses(1000);
    assertThat(race.effects())
        .containsExactly(
            "0 launch 1 RACE_STARTED",
            "300 launch 2 HEDGE_DELAY_PASSED",
            "300 launch 3 HEDGE_DELAY_PASSED",
            "1000 deadline",
            "1000 cancel 1 DEADLINE",
            "1000 cancel 2 DEADLINE",
            "1000 cancel 3 DEADLINE");
  }

  @Test
  void attempts_wonByAHedge_haveReasonStartAndDuration() {
    SteppedRace race = started(smart(1000)).timePasses(300).succeeds(2, 450);

    Attempt first = race.race().attempts().get(0);
    Attempt winner = race.race().attempts().get(1);
    assertThat(first.reason().isHedge()).isFalse();
    assertThat(first.outcome()).isEqualTo(new Outcome.Cancelled(CancelReason.SUPERSEDED));
    assertThat(first.durationNanos()).isEqualTo(450_000_000);
    assertThat(winner.reason().isHedge()).isTrue();
    assertThat(winner.launchedAtNanos()).isEqualTo(300_000_000);
    assertThat(winner.durationNanos()).isEqualTo(150_000_000);
  }

  @Test
  void durationOfARunningAttempt_throws() {
    Attempt attempt = started(first(1000)).race().attempts().get(0);

    assertThatThrownBy(attempt::durationNanos).isInstanceOf(InvariantViolation.class);
  }

  /** Withheld hedges: the race does not wait for them, and running attempts continue. */
  @Nested
  final class Refused {
    @Test
    void planWithoutHedges_asksForNoPermission() {
      SteppedRace race = all(1000);
      race.permits =
          wanted -> {
            throw new AssertionError("asked for " + wanted + " hedges");
          };

      started(race).fails(1, 100).fails(2, 200);

      assertThat(race.effects()).isEmpty();
    }

    @Test
    void hedgeDelay_primaryRunning_canStillWin() {
      SteppedRace race = smart(1000);
      race.permits = _ -> 0;
      started(race).timePasses(300);

      assertThat(race.effects()).isEmpty();
      assertThat(race.nextDueMillis()).isEqualTo(1000);
      assertThat(race.succeeds(1, 600).effects()).containsExactly("600 won 1 body1");
    }

    @Test
    void hedgeDelay_primaryFailsLater_failsAtOnce() {
      SteppedRace race = smart(1000);
      race.permits = _ -> 0;
      started(race).timePasses(300).fails(1, 400);

      assertThat(race.effects()).containsExactly("400 upstream failed");
    }

    @Test
    void primaryFails_failsAtOnceAndNotAtTheDeadline() {
      SteppedRace race = smart(1000);
      race.permits = _ -> 0;
      started(race).fails(1, 4);

      assertThat(race.effects()).containsExactly("4 upstream failed");
    }

    @Test
    void oneOfTwoPermitted_launchesOne() {
      SteppedRace race = smart(1000);
      race.permits = _ -> 1;
      started(race).timePasses(300);

      assertThat(race.effects()).containsExactly("300 launch 2 HEDGE_DELAY_PASSED");
      assertThat(race.fails(1, 310).fails(2, 320).effects()).containsExactly("320 upstream failed");
    }

    @Test
    void permission_hedgesRefused_isAskedForOnce() {
      List<Integer> asked = new ArrayList<>();
      SteppedRace race = smart(1000);
      race.permits =
          wanted -> {
            asked.add(wanted);
            return 0;
          };
      started(race).timePasses(300).timePasses(301).succeeds(1, 400);
      started(first(1000)).fails(1, 10).timePasses(400);

      assertThat(asked).containsExactly(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 3})
    void permission_outOfRange_isAViolation(int permitted) {
      SteppedRace race = smart(1000);
      race.permits = _ -> permitted;
      started(race);

      assertThatThrownBy(() -> race.timePasses(300))
          .isInstanceOf(InvariantViolation.class)
          .hasMessageStartingWith(permitted + " hedges permitted");
    }
  }

  /** Hedges that are decided and not launched. */
  @Nested
  final class Shadow {
    @Test
    void hedgeDelay_reportsThePermittedAndLaunchesNone() {
      SteppedRace race = shadow();
      race.permits = _ -> 1;
      started(race).timePasses(300);

      assertThat(race.effects()).containsExactly("300 shadowed 1 HEDGE_DELAY_PASSED");
      assertThat(race.nextDueMillis()).isEqualTo(1000);
      assertThat(race.succeeds(1, 600).effects()).containsExactly("600 won 1 body1");
    }

    @Test
    void primaryFails_reportsThemAndFailsAtOnce() {
      assertThat(started(shadow()).fails(1, 4).effects())
          .containsExactly("4 shadowed 2 ATTEMPT_FAILED", "4 upstream failed");
    }

    @Test
    void primaryFailsAfterTheDelay_reportsThemOnce() {
      SteppedRace race = started(shadow()).timePasses(300).fails(1, 400);

      assertThat(race.effects())
          .containsExactly("300 shadowed 2 HEDGE_DELAY_PASSED", "400 upstream failed");
    }

    @Test
    void primarySucceedsOrDeadlineFirst_reportsNone() {
      assertThat(started(shadow()).succeeds(1, 300).effects()).containsExactly("300 won 1 body1");
      assertThat(started(shadow()).timePasses(1000).effects())
          .containsExactly("1000 deadline", "1000 cancel 1 DEADLINE");
    }

    @Test
    void allWithheld_reportsNone() {
      SteppedRace race = shadow();
      race.permits = _ -> 0;

      assertThat(started(race).timePasses(300).effects()).isEmpty();
    }

    @Test
    void launchThatFailsAtOnce_reportsThemAndStillLaunchesTheInitialAttempts() {
      Plan plan = new Plan(2, 1, 1, Plan.Ending.FIRST_SUCCESS).inShadow();
      SteppedRace race = new SteppedRace(plan, 1000);
      race.onLaunch = () -> race.fails(race.race().attempts().size(), 0);

      assertThat(race.start().effects())
          .containsExactly(
              "0 launch 1 RACE_STARTED",
              "0 shadowed 1 ATTEMPT_FAILED",
              "0 launch 2 RACE_STARTED",
              "0 upstream failed");
    }

    private SteppedRace shadow() {
      return new SteppedRace(Plan.smart(300_000_000).inShadow(), 1000);
    }
  }

  private static SteppedRace started(SteppedRace race) {
    race.start().effects();
    return race;
  }

  private static SteppedRace first(long deadlineMillis) {
    return new SteppedRace(Plan.first(), deadlineMillis);
  }

  private static SteppedRace all(long deadlineMillis) {
    return new SteppedRace(Plan.all(), deadlineMillis);
  }

  private static SteppedRace withinTimeout(long deadlineMillis) {
    return new SteppedRace(Plan.withinTimeout(), deadlineMillis);
  }

  private static SteppedRace smart(long deadlineMillis) {
    return new SteppedRace(Plan.smart(TimeUnit.MILLISECONDS.toNanos(300)), deadlineMillis);
  }
}
