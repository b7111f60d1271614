package io.hedgerow.benchmarks.soak;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which answers the soak accepts. */
final class EndpointTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ALL | [{\"time\": 1}] | true",
        "ALL | [{\"time\": 1}, {\"time\": 2}, {\"time\": 3}] | true",
        "ALL | [] | false",
        "ALL | [{\"time\": 1}, {\"time\": 2}, {\"time\": 3}, {\"time\": 4}] | false",
        "FIRST | {\"time\": 1} | true",
        "FIRST | {\"time\": -1} | false",
        "FIRST | [{\"time\": 1}] | false",
        "WITHIN_TIMEOUT | [] | true",
        "WITHIN_TIMEOUT | [{\"time\": 1}, {\"time\": 2}] | true",
        "WITHIN_TIMEOUT | [{\"time\": 1},] | false",
        "SMART | {\"time\": 5, \"api\": {\"time\": 1}} | true",
        "SMART | {\"time\": 1} | false"
      })
  void answer_ofAnEndpoint_isKnown(Endpoint endpoint, String body, boolean isAnswer) {
    assertThat(endpoint.isAnswer(body)).isEqualTo(isAnswer);
  }
}
