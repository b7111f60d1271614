package io.hedgerow.core.race;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hedgerow.core.deadline.Deadline;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A race with callers a, b and c; whole effect lists, times as offsets from the start. */
final class SharedRaceTest {
  private static final Plan SMART = Plan.smart(TimeUnit.MILLISECONDS.toNanos(300));

  @Test
  void verdict_goesToEveryCallerBeforeTheCancellations() {
    Stepped race = started(SMART, 1000).joins("b", 2000, 100).joins("c", 500, 200).timePasses(300);
    race.effects();

    assertThat(race.succeeds(2, 400).effects())
        .containsExactly(
            "400 won 2",
            "400 c: won 2",
            "400 a: won 2",
            "400 b: won 2",
            "400 cancel 1 SUPERSEDED",
            "400 cancel 3 SUPERSEDED");
  }

  @Test
  void hedges_severalCallers_areAskedForOnce() {
    Stepped race = started(SMART, 1000).joins("b", 2000, 100).timePasses(300).timePasses(600);

    assertThat(race.effects())
        .containsExactly(
            "300 permits 2", "300 launch 2 HEDGE_DELAY_PASSED", "300 launch 3 HEDGE_DELAY_PASSED");
  }

  @Test
  void caller_earlierDeadline_isAnsweredThenAndTheRaceGoesOn() {
    Stepped race = started(Plan.first(), 1000).joins("b", 500, 100);
    assertThat(race.nextDueMillis()).isEqualTo(500);
    assertThat(race.timePasses(499).effects()).isEmpty();

    assertThat(race.timePasses(500).effects()).containsExactly("500 b: deadline");
    assertThat(race.nextDueMillis()).isEqualTo(1000);
    assertThat(race.succeeds(1, 999).effects()).startsWith("999 won 1", "999 a: won 1");
  }

  @Test
  void caller_laterDeadline_extendsTheRace() {
    Stepped race = started(Plan.first(), 1000).joins("b", 2000, 999);

    assertThat(race.timePasses(1000).effects()).containsExactly("1000 a: deadline");
    assertThat(race.nextDueMillis()).isEqualTo(2000);
    assertThat(race.timePasses(2000).effects())
        .containsExactly(
            "2000 deadline",
            "2000 b: deadline",
            "2000 cancel 1 DEADLINE",
            "2000 cancel 2 DEADLINE",
            "2000 cancel 3 DEADLINE");
  }

  @Test
  void hedges_dueAfterTheFirstCallersDeadline_areLaunchedForTheSecond() {
    Stepped race = started(SMART, 200).joins("b", 1000, 100).timePasses(200).timePasses(300);

    assertThat(race.effects())
        .containsExactly(
            "200 a: deadline",
            "300 permits 2",
            "300 launch 2 HEDGE_DELAY_PASSED",
            "300 launch 3 HEDGE_DELAY_PASSED");
  }

  @Test
  void whateverCame_earlierDeadline_getsTheSuccessesSoFar() {
    Stepped race = started(Plan.withinTimeout(), 1000).joins("b", 500, 100).succeeds(2, 400);

    assertThat(race.timePasses(500).effects()).containsExactly("500 b: collected [body2]");
    assertThat(race.succeeds(1, 600).timePasses(1000).effects())
        .containsExactly(
            "1000 collected [body2, body1]",
            "1000 a: collected [body2, body1]",
            "1000 cancel 3 DEADLINE");
  }

  @ParameterizedTest
  @ValueSource(longs = {500, 700})
  void success_atOrAfterACallersDeadline_isTooLateForThatCaller(long millis) {
    Stepped race = started(Plan.withinTimeout(), 1000).joins("b", 500, 100).succeeds(1, millis);

    assertThat(race.effects()).containsExactly(millis + " b: collected []");
    assertThat(race.fails(2, 800).ends(3, 800).effects())
        .containsExactly("800 collected [body1]", "800 a: collected [body1]");
  }

  @Test
  void failureAndFinal_atACallersDeadline_areTooLateForThatCaller() {
    Stepped race = started(Plan.smart(0), 1000).joins("b", 500, 100).joins("c", 600, 100);
    race.effects();

    assertThat(race.fails(1, 500).effects()).containsExactly("500 b: deadline");
    assertThat(race.ends(2, 600).effects())
        .containsExactly(
            "600 c: deadline", "600 final 2", "600 a: final 2", "600 cancel 3 SUPERSEDED");
  }

  @Test
  void deadlineOfAll_timerLate_isTheVerdictOfAll() {
    Stepped race = started(Plan.first(), 1000).joins("b", 500, 100);

    assertThat(race.succeeds(1, 1001).effects())
        .startsWith("1001 deadline", "1001 b: deadline", "1001 a: deadline");
  }

  @Test
  void join_answerHasArrived_isRefused() {
    Stepped succeeded = started(Plan.all(), 1000).succeeds(1, 100);
    Stepped ended = started(Plan.all(), 1000).ends(1, 100);

    assertThat(succeeded.join("b", 2000, 100)).isFalse();
    assertThat(ended.join("b", 2000, 100)).isFalse();
    assertThat(succeeded.nextDueMillis()).isEqualTo(1000);
  }

  @Test
  void join_afterAFailure_isAccepted() {
    assertThat(started(Plan.all(), 1000).fails(1, 100).join("b", 2000, 100)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(longs = {1000, 1001})
  void join_deadlineOfAllReached_endsTheRaceAndIsRefused(long millis) {
    Stepped race = started(Plan.first(), 1000);

    assertThat(race.join("b", 5000, millis)).isFalse();
    assertThat(race.effects()).startsWith(millis + " deadline", millis + " a: deadline");
  }

  @Test
  void join_raceOver_isRefused() {
    assertThat(started(Plan.first(), 1000).succeeds(1, 10).join("b", 2000, 10)).isFalse();
  }

  @Test
  void join_ownDeadlineReached_isAnsweredAtOnce() {
    Stepped race = started(Plan.first(), 1000);

    assertThat(race.join("b", 100, 100)).isTrue();
    assertThat(race.effects()).containsExactly("100 b: deadline");
    assertThat(race.isOver()).isFalse();
  }

  @Test
  void caller_leaves_getsNothingAndTheRaceGoesOn() {
    Stepped race = started(Plan.first(), 1000).joins("b", 500, 100).leaves("a", 200);
    assertThat(race.effects()).isEmpty();
    assertThat(race.nextDueMillis()).isEqualTo(500);

    assertThat(race.timePasses(500).effects())
        .startsWith("500 deadline", "500 b: deadline", "500 cancel 1 DEADLINE");
  }

  @Test
  void caller_leavesWithTheEarlierDeadline_changesNoDeadline() {
    Stepped race = started(Plan.first(), 1000).joins("b", 500, 100).leaves("b", 200);

    assertThat(race.nextDueMillis()).isEqualTo(1000);
    assertThat(race.timePasses(500).effects()).isEmpty();
  }

  @Test
  void caller_leavesWithTheLatestDeadline_leavesTheNextLatest() {
    Stepped race =
        started(Plan.first(), 1000).joins("b", 500, 100).joins("d", 600, 100).joins("c", 900, 100);

    race.leaves("a", 200);

    assertThat(race.race.deadline()).isEqualTo(new Deadline(900_000_000));
    assertThat(race.timePasses(600).effects())
        .containsExactly("600 b: deadline", "600 d: deadline");
  }

  @Test
  void lastCaller_leaves_endsTheRace() {
    Stepped race = started(SMART, 1000).joins("b", 500, 100).leaves("a", 200);

    assertThat(race.leaves("b", 201).effects())
        .containsExactly("201 caller left", "201 cancel 1 CALLER_LEFT");
    assertThat(race.isOver()).isTrue();
  }

  @Test
  void lastCaller_leavesAfterAnotherWasAnswered_endsTheRace() {
    Stepped race = started(SMART, 1000).joins("b", 200, 100).timePasses(200);
    race.effects();

    assertThat(race.leaves("a", 250).effects())
        .containsExactly("250 caller left", "250 cancel 1 CALLER_LEFT");
  }

  @Test
  void caller_leavesWhenTheOtherIsDue_endsTheRaceAtItsDeadline() {
    Stepped race = started(SMART, 1000).joins("b", 500, 100).timePasses(300);
    race.effects();

    assertThat(race.leaves("a", 500).effects()).startsWith("500 deadline", "500 b: deadline");
  }

  @Test
  void caller_leavesAfterItsAnswer_isIgnored() {
    Stepped race = started(Plan.first(), 1000).joins("b", 500, 100).timePasses(500);
    race.effects();

    assertThat(race.leaves("b", 501).effects()).isEmpty();
    assertThat(race.succeeds(1, 600).leaves("a", 601).effects()).doesNotContain("601 caller left");
  }

  @Test
  void insideAnAnswer_otherCallerLeaves_getsNothing() {
    Stepped race = started(Plan.first(), 1000).joins("b", 500, 100).joins("c", 500, 100);
    race.onAnswer = () -> race.leaves("c", 500).leaves("a", 500);

    assertThat(race.timePasses(500).effects())
        .startsWith("500 b: deadline", "500 caller left")
        .noneMatch(effect -> effect.contains("c:") || effect.contains("a:"));
  }

  /** Writing an answer takes time, so the events that it causes have later times. */
  @Test
  void insideAnAnswer_timePasses_theEventIsTakenWhenTheOthersAreAnswered() {
    Stepped race = started(SMART, 1000).joins("b", 200, 100).joins("c", 302, 100);
    race.onAnswer = () -> race.leaves("b", 301);

    assertThat(race.succeeds(1, 200).effects())
        .containsExactly(
            "200 b: deadline",
            "301 permits 2",
            "301 launch 2 HEDGE_DELAY_PASSED",
            "301 launch 3 HEDGE_DELAY_PASSED",
            "301 won 1",
            "301 c: won 1",
            "301 a: won 1",
            "301 cancel 2 SUPERSEDED",
            "301 cancel 3 SUPERSEDED");
  }

  @Test
  void join_ownDeadlinePassesMeanwhile_isAnsweredAtOnce() {
    Stepped race = started(Plan.first(), 1000).joins("b", 500, 100);
    race.onAnswer =
        () -> {
          race.onAnswer = () -> {};
          race.leaves("b", 600);
        };

    assertThat(race.joins("c", 550, 500).effects())
        .containsExactly("500 b: deadline", "600 c: deadline");
  }

  @Test
  void insideAnAnswer_deadlineOfAllPasses_isTheirVerdict() {
    Stepped race = started(Plan.first(), 1000).joins("b", 500, 100).joins("c", 900, 100);
    race.onAnswer =
        () -> {
          race.onAnswer = () -> {};
          race.timePasses(1000);
        };

    assertThat(race.fails(1, 500).effects())
        .startsWith("500 b: deadline", "1000 deadline", "1000 c: deadline", "1000 a: deadline");
  }

  @Test
  void insideAnAnswer_newCallerJoins_isAnsweredByTheSameRace() {
    Stepped race = started(Plan.first(), 1000).joins("b", 500, 100);
    race.onAnswer =
        () -> {
          race.onAnswer = () -> {};
          race.joins("c", 2000, 500);
        };

    assertThat(race.timePasses(500).effects()).containsExactly("500 b: deadline");
    assertThat(race.timePasses(1000).effects()).containsExactly("1000 a: deadline");
    assertThat(race.timePasses(2000).effects()).contains("2000 c: deadline");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void insideAnAnswerAtADeadline_upstreamAnswerAtHand_newCallerIsRefused(boolean isFinal) {
    Stepped race = started(Plan.first(), 1000).joins("b", 500, 100);
    race.onAnswer = () -> assertThat(race.join("c", 2000, 500)).isFalse();

    if (isFinal) {
      race.ends(1, 500);
    } else {
      race.succeeds(1, 500);
    }

    assertThat(race.effects()).startsWith("500 b: deadline").noneMatch(e -> e.contains("c:"));
  }

  @Test
  void insideTheLastAnswers_newCaller_isRefused() {
    Stepped race = started(Plan.first(), 1000);
    race.onAnswer = () -> assertThat(race.join("b", 2000, 10)).isFalse();

    assertThat(race.succeeds(1, 10).effects())
        .contains("10 a: won 1")
        .doesNotContain("10 b: won 1");
  }

  @Test
  void start_atTheDeadline_answersAtOnce() {
    assertThat(new Stepped(Plan.first(), 0, 0).start().effects())
        .containsExactly("0 deadline", "0 a: deadline");
  }

  @Test
  void oneCaller_isARaceOfItsOwn() {
    Stepped race = new Stepped(SMART, 1000, 0).start();

    assertThat(race.nextDueMillis()).isEqualTo(300);
    assertThat(race.timePasses(300).nextDueMillis()).isEqualTo(1000);
    assertThat(race.effects()).hasSize(4);
    assertThat(race.race.attempts()).hasToString("[1 running, 2 running, 3 running]");
    assertThat(race.race.deadline()).isEqualTo(new Deadline(1_000_000_000));
  }

  @Test
  void shadow_severalCallers_isReportedOnce() {
    Stepped race = started(SMART.inShadow(), 1000).joins("b", 2000, 100).timePasses(300);

    assertThat(race.effects())
        .containsExactly("300 permits 2", "300 shadowed 2 HEDGE_DELAY_PASSED");
  }

  @Test
  void clockThatWrapsAround_changesNothing() {
    long originNanos = Long.MAX_VALUE - TimeUnit.MILLISECONDS.toNanos(600);
    Stepped race = new Stepped(SMART, 1000, originNanos).start().joins("b", 500, 100);
    race.effects();

    assertThat(race.joins("c", 700, 100).timePasses(500).effects())
        .contains("500 b: deadline")
        .doesNotContain("500 a: deadline", "500 c: deadline");
    assertThat(race.timePasses(700).effects()).containsExactly("700 c: deadline");
    assertThat(race.nextDueMillis()).isEqualTo(1000);
  }

  @Test
  void join_beforeTheStart_throws() {
    Stepped race = new Stepped(SMART, 1000, 0);

    assertThatThrownBy(() -> race.join("b", 1000, 0)).isInstanceOf(InvariantViolation.class);
  }

  private static Stepped started(Plan plan, long deadlineMillis) {
    Stepped race = new Stepped(plan, deadlineMillis, 0).start();
    race.effects();
    return race;
  }

  private static final class Stepped implements SharedRace.Host<String, String> {
    private final long originNanos;
    private final SharedRace<String, String> race;
    private final List<String> effects = new ArrayList<>();
    private long nowMillis;
    private Runnable onAnswer = () -> {};

    Stepped(Plan plan, long deadlineMillis, long originNanos) {
      this.originNanos = originNanos;
      race = new SharedRace<>(plan, "a", deadline(deadlineMillis), this);
    }

    Stepped start() {
      race.start(at(0));
      return this;
    }

    boolean join(String caller, long deadlineMillis, long millis) {
      return race.join(caller, deadline(deadlineMillis), at(millis));
    }

    Stepped joins(String caller, long deadlineMillis, long millis) {
      assertThat(join(caller, deadlineMillis, millis)).isTrue();
      return this;
    }

    Stepped leaves(String caller, long millis) {
      race.onCallerLeft(caller, at(millis));
      return this;
    }

    Stepped succeeds(int number, long millis) {
      race.onAttemptSucceeded(number, 200, "body" + number, at(millis));
      return this;
    }

    Stepped ends(int number, long millis) {
      race.onAttemptFinal(number, 404, "body" + number, at(millis));
      return this;
    }

    Stepped fails(int number, long millis) {
      race.onAttemptFailed(number, new Outcome.BadStatus(500), at(millis));
      return this;
    }

    Stepped timePasses(long millis) {
      race.onTimePassed(at(millis));
      return this;
    }

    boolean isOver() {
      return race.isOver();
    }

    long nextDueMillis() {
      return TimeUnit.NANOSECONDS.toMillis(race.nextDueNanos() - originNanos);
    }

    /** The effects since the last call. */
    List<String> effects() {
      List<String> taken = List.copyOf(effects);
      effects.clear();
      return taken;
    }

    @Override
    public void launch(int number, LaunchReason reason) {
      effects.add(nowMillis + " launch " + number + " " + reason);
    }

    @Override
    public int permitHedges(int wanted) {
      effects.add(nowMillis + " permits " + wanted);
      return wanted;
    }

    @Override
    public void onHedgesShadowed(int count, LaunchReason reason) {
      effects.add(nowMillis + " shadowed " + count + " " + reason);
    }

    @Override
    public void finish(Verdict<String> verdict) {
      effects.add(nowMillis + " " + textOf(verdict));
    }

    @Override
    public void answer(String caller, Verdict<String> verdict) {
      effects.add(nowMillis + " " + caller + ": " + textOf(verdict));
      onAnswer.run();
    }

    @Override
    public void cancel(int number, CancelReason reason) {
      effects.add(nowMillis + " cancel " + number + " " + reason);
    }

    private static String textOf(Verdict<String> verdict) {
      return switch (verdict) {
        case Verdict.Won<String>(int winner, String _) -> "won " + winner;
        case Verdict.Final<String>(int winner, String _) -> "final " + winner;
        case Verdict.Collected<String>(List<String> bodies) -> "collected " + bodies;
        case Verdict.UpstreamFailed<String>() -> "upstream failed";
        case Verdict.DeadlineReached<String>() -> "deadline";
        case Verdict.CallerLeft<String>() -> "caller left";
      };
    }

    private Deadline deadline(long millis) {
      return Deadline.after(originNanos, TimeUnit.MILLISECONDS.toNanos(millis));
    }

    private long at(long millis) {
      nowMillis = millis;
      return originNanos + TimeUnit.MILLISECONDS.toNanos(millis);
    }
  }
}
