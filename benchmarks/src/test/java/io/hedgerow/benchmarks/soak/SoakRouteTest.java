package io.hedgerow.benchmarks.soak;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which answers the soak accepts. */
final class SoakRouteTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ALL | [{\"time\": 1}]",
        "ALL | [{\"time\": 1}, {\"time\": 2}, {\"time\": 3}]",
        "FIRST | {\"time\": 1}",
        "WITHIN_TIMEOUT | []",
        "WITHIN_TIMEOUT | [{\"time\": 1}, {\"time\": 2}]",
        "SMART | {\"time\": 5, \"api\": {\"time\": 1}}",
        "PRODUCT | {\"time\": 1}",
        "PRODUCT | {\"time\": -1}",
        "PRODUCT | ''",
        "REVIEWS | [{\"time\": 1}, {\"time\": 2}]",
        "PRICES | []",
      })
  void success_asTheContractSays_isA200(SoakRoute route, String body) {
    assertThat(route.kind(200, body)).isEqualTo("200");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ALL | []",
        "ALL | [{\"time\": 1}, {\"time\": 2}, {\"time\": 3}, {\"time\": 4}]",
        "FIRST | {\"time\": -1}",
        "FIRST | [{\"time\": 1}]",
        "FIRST | ''",
        "WITHIN_TIMEOUT | [{\"time\": 1},]",
        "SMART | {\"time\": 1}",
        "PRODUCT | [{\"time\": 1}]",
        "REVIEWS | []",
        "PRICES | {\"time\": 1}",
      })
  void success_otherwise_isWrong(SoakRoute route, String body) {
    assertThat(route.kind(200, body)).isEqualTo("WRONG BODY: " + body);
  }

  @ParameterizedTest
  @CsvSource({
    "FIRST, 503, deadline, 503 deadline",
    "FIRST, 503, upstream-failed, 503 upstream-failed",
    "FIRST, 503, overloaded, WRONG",
    "FIRST, 504, deadline, WRONG",
    "FIRST, 204, , WRONG",
    "WITHIN_TIMEOUT, 503, deadline, WRONG",
    "PRODUCT, 204, , 204",
    "PRODUCT, 302, , 302",
    "PRODUCT, 404, no-such-path, WRONG",
    "REVIEWS, 504, deadline, 504 deadline",
    "REVIEWS, 502, upstream-failed, 502 upstream-failed",
    "REVIEWS, 502, deadline, WRONG",
    "PRICES, 503, upstream-failed, WRONG",
  })
  void otherAnswer_isKnownByItsStatusAndReason(
      SoakRoute route, int status, @Nullable String reason, String kind) {
    String body = reason == null ? "" : "{\"reason\":\"" + reason + "\"}";

    assertThat(route.kind(status, body)).startsWith(kind);
  }
}
