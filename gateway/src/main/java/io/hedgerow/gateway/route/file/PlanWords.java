package io.hedgerow.gateway.route.file;

import io.hedgerow.core.race.Plan;
import io.hedgerow.gateway.settings.Syntax;
import io.hedgerow.gateway.settings.TimeSpan;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** {@code plan}: how a race is run. */
final class PlanWords {
  private static final Word<Integer> ATTEMPTS =
      new Word<>(
          "attempts",
          new Scalar<>(Syntax.integer(1, Plan.ATTEMPTS_MAX)),
          "Attempts launched at once; default: 1");
  private static final Word<Integer> HEDGES =
      new Word<>(
          "hedges",
          new Scalar<>(Syntax.integer(0, Plan.ATTEMPTS_MAX - 1)),
          "Attempts launched together after hedge-delay or the first failure; default: 0");
  private static final Word<TimeSpan> HEDGE_DELAY =
      new Word<>(
          "hedge-delay",
          new Delay(),
          "How long to wait for a success before the hedges are launched");
  private static final Word<Plan.Ending> ENDING =
      new Word<>(
          "ending",
          new Scalar<>(Syntax.choice(Plan.Ending.class)),
          "What ends a race before its deadline; default: first-success");

  private static final Word<Boolean> SHADOW =
      new Word<>(
          "shadow",
          new Scalar<>(Syntax.flag()),
          "Whether hedges are decided and counted, but not launched; default: false");

  static final Shape<Plan> SHAPE =
      new Mapping<>(List.of(ATTEMPTS, HEDGES, HEDGE_DELAY, ENDING, SHADOW), PlanWords::from);

  /** The plan of a route that has none in the file. */
  static final Plan DEFAULT = new Plan(1, 0, 0, Plan.Ending.FIRST_SUCCESS);

  private PlanWords() {}

  private static @Nullable Plan from(Given given) {
    int attempts = given.get(ATTEMPTS, 1);
    int hedges = given.get(HEDGES, 0);
    TimeSpan delay = given.get(HEDGE_DELAY, new TimeSpan(0));
    if (attempts + hedges > Plan.ATTEMPTS_MAX) {
      given.fault(
          HEDGES,
          Integer.toString(hedges),
          "at most %d attempts and hedges together".formatted(Plan.ATTEMPTS_MAX));
      return null;
    }
    if (hedges > 0 && !given.has(HEDGE_DELAY)) {
      given.faultMissing(HEDGE_DELAY, HEDGE_DELAY.shape().expected());
      return null;
    }
    if (hedges == 0 && !given.isInvalid(HEDGES) && given.get(HEDGE_DELAY) != null) {
      given.fault(HEDGE_DELAY, delay.toString(), "none without hedges");
      return null;
    }
    boolean isShadow = given.get(SHADOW, false);
    if (hedges == 0 && !given.isInvalid(HEDGES) && isShadow) {
      given.fault(SHADOW, "true", "false without hedges");
      return null;
    }
    return given.isInvalid(ENDING)
        ? null
        : new Plan(
            attempts,
            hedges,
            delay.nanos(),
            given.get(ENDING, Plan.Ending.FIRST_SUCCESS),
            isShadow);
  }

  static String print(Plan plan) {
    Flow flow = new Flow().put(ATTEMPTS, plan.initialAttempts());
    if (plan.hedges() > 0) {
      flow.put(HEDGES, plan.hedges())
          .put(HEDGE_DELAY, new TimeSpan(TimeUnit.NANOSECONDS.toMillis(plan.hedgeDelayNanos())));
    }
    flow.put(ENDING, Syntax.word(plan.ending()));
    return plan.isShadow() ? flow.put(SHADOW, true).toString() : flow.toString();
  }

  /** A duration. {@code adaptive} is reserved for a later version. */
  private record Delay() implements Shape<TimeSpan> {
    private static final Scalar<TimeSpan> DURATION = new Scalar<>(Syntax.duration("1ms", "10m"));

    @Override
    public @Nullable TimeSpan read(Place place) {
      if ("adaptive".equals(place.text())) {
        place.faultBecause("is not supported yet (expected: " + expected() + ")");
        return null;
      }
      return DURATION.read(place);
    }

    @Override
    public String expected() {
      return DURATION.expected();
    }

    @Override
    public Map<String, Object> schema() {
      return DURATION.schema();
    }
  }
}
