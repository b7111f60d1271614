package io.hedgerow.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.core.race.Plan;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PlanSummaryTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1|0|FIRST_SUCCESS|The answer to one request",
        "3|0|FIRST_SUCCESS|The first success of three requests",
        "1|1|FIRST_SUCCESS|The first success of one request, or of one more if it is slow or"
            + " fails",
        "2|1|FIRST_SUCCESS|The first success of two requests, or of one more if they are slow or"
            + " one fails",
        "1|0|ALL_ENDED|All successes of one request, once it has ended",
        "2|0|ALL_ENDED|All successes of two requests, once both have ended",
        "1|2|ALL_ENDED|All successes of one request and up to two more, once all three have ended",
        "3|0|WHATEVER_CAME|The successes of three requests that arrive in time",
        "1|1|WHATEVER_CAME|The successes of one request and up to one more that arrive in time"
      })
  void plan_anyOf_isAClause(int initial, int hedges, Plan.Ending ending, String expected) {
    assertThat(PlanSummary.of(new Plan(initial, hedges, 0, ending))).isEqualTo(expected);
  }
}
