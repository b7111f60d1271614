package io.hedgerow.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.testing.RawResponse;
import io.hedgerow.gateway.testing.RunningGateway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which query parameters are valid, and the messages for those that are not. */
final class ParametersTest {
  private static final String EXPECTED =
      " (expected: a whole number of milliseconds from 1 to 60000)";

  @RegisterExtension static final RunningGateway GATEWAY = RunningGateway.start();

  @BeforeEach
  void answerAtOnce() {
    GATEWAY.always("ok@0ms");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      nullValues = "-",
      value = {
        "timeout=|",
        "timeout|",
        "timeout=abc|abc",
        "timeout=0|0",
        "timeout=000|000",
        "timeout=60001|60001",
        "timeout=-5|-5",
        "timeout=%2B5|+5",
        "timeout=+5| 5",
        "timeout=%205| 5",
        "timeout=5%20|5 ",
        "timeout=1.5|1.5",
        "timeout=1e3|1e3",
        "timeout=0x10|0x10",
        "timeout=5ms|5ms",
        "timeout=5;x|5;x",
        "timeout=5,6|5,6",
        "timeout=null|null",
        "timeout=9223372036854775808|9223372036854775808",
        "timeout=18446744073709551617|18446744073709551617",
        "timeout=4294967297|4294967297",
        "timeout=%D9%A1%D9%A0|١٠",
        "timeout=%EF%BC%91|１",
        "timeout=1%00|1\u0000",
        "timeout=%22%3Cb%3E|\"<b>",
      })
  void timeout_malformed_isRefusedNamingTheValue(String query, String value) throws Exception {
    RawResponse answer = GATEWAY.get("/api/first?" + query);

    assertThat(answer.assertProblem(400, "bad-parameter").getString("detail"))
        .isEqualTo("timeout: " + (value == null ? "" : value) + EXPECTED);
    assertThat(answer.header("server-timing")).isNull();
    GATEWAY.assertUpstream(0, 0, 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "?", "?x=5", "?Timeout=5", "?TIMEOUT=5", "?time=5", "?;timeout=5"})
  void timeout_missing_isRefused(String query) throws Exception {
    RawResponse answer = GATEWAY.get("/api/first" + query);

    assertThat(answer.assertProblem(400, "bad-parameter").getString("detail"))
        .isEqualTo("timeout: missing" + EXPECTED);
    GATEWAY.assertUpstream(0, 0, 0);
  }

  @ParameterizedTest
  @CsvSource({
    "timeout=5&timeout=5, 2",
    "timeout=5&timeout=abc, 2",
    "timeout=5&x=1&timeout=6&timeout=, 3",
    "timeout=5&time%6Fut=6, 2"
  })
  void timeout_several_isRefused(String query, int count) throws Exception {
    RawResponse answer = GATEWAY.get("/api/first?" + query);

    assertThat(answer.assertProblem(400, "bad-parameter").getString("detail"))
        .isEqualTo("timeout: given " + count + " times (expected: once)");
    GATEWAY.assertUpstream(0, 0, 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"timeout=%zz", "timeout=5&x=%", "timeout=%3", "timeout=5&%g0=1"})
  void query_brokenPercentEncoding_isRefused(String query) throws Exception {
    RawResponse answer = GATEWAY.get("/api/first?" + query);

    assertThat(answer.assertProblem(400, "bad-parameter").getString("detail"))
        .isEqualTo("query: invalid percent-encoding (expected: %XX with two hex digits)");
    GATEWAY.assertUpstream(0, 0, 0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "timeout=60000",
        "timeout=59999",
        "timeout=060000",
        "timeout=0000000000000000000000060000",
        "timeout=%36%30%30%30%30",
        "time%6Fut=60000",
        "timeout=60000&Timeout=abc&x&=&y=%20&envelope=whatever",
        "&&x=1;timeout=3&timeout=60000"
      })
  void timeout_wellFormed_isTaken(String query) throws Exception {
    GATEWAY.get("/api/first?" + query).assertOk("{\"time\": 0}");
  }

  @Test
  void timeout_smallest_isTaken() throws Exception {
    assertThat(GATEWAY.get("/api/within-timeout?timeout=1").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"all", "first", "within-timeout", "smart"})
  void timeout_malformed_isRefusedByEachEndpoint(String endpoint) throws Exception {
    RawResponse answer = GATEWAY.get("/api/" + endpoint + "?timeout=abc");

    answer.assertProblem(400, "bad-parameter");
    GATEWAY.assertUpstream(0, 0, 0);
  }

  @Test
  void timeout_longNonsense_isShortened() throws Exception {
    RawResponse answer = GATEWAY.get("/api/first?timeout=" + "7".repeat(1000));

    assertThat(answer.assertProblem(400, "bad-parameter").getString("detail"))
        .isEqualTo("timeout: " + "7".repeat(60) + "…" + EXPECTED);
  }

  @Test
  void timeout_longNonsenseCutInsideACharacter_isShortened() throws Exception {
    RawResponse answer = GATEWAY.get("/api/first?timeout=" + "7".repeat(59) + "%F0%9F%8C%BF99");

    assertThat(answer.assertProblem(400, "bad-parameter").getString("detail"))
        .isEqualTo("timeout: " + "7".repeat(59) + "…" + EXPECTED);
  }

  @Test
  void timeoutMax_lowered_isTheLimit() throws Exception {
    try (RunningGateway strict = RunningGateway.start("request.timeout-max=2s")) {
      strict.always("ok@0ms");

      strict.get("/api/first?timeout=2000").assertOk("{\"time\": 0}");
      assertThat(
              strict
                  .get("/api/first?timeout=2001")
                  .assertProblem(400, "bad-parameter")
                  .getString("detail"))
          .isEqualTo("timeout: 2001 (expected: a whole number of milliseconds from 1 to 2000)");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "envelope=no|no",
        "envelope=|",
        "envelope=FALSE|FALSE",
        "envelope=0|0",
        "envelope=true&envelope=true|true and true",
        "envelope=true&envelope=false|true and false"
      })
  void envelope_malformed_isRefusedBySmart(String query, String value) throws Exception {
    RawResponse answer = GATEWAY.get("/api/smart?timeout=30000&" + query);

    assertThat(answer.assertProblem(400, "bad-parameter").getString("detail"))
        .isEqualTo(
            "envelope: " + (value == null ? "" : value) + " (expected: true or false, once)");
    GATEWAY.assertUpstream(0, 0, 0);
  }

  @Test
  void envelope_true_isTheDefault() throws Exception {
    assertThat(GATEWAY.get("/api/smart?timeout=30000&envelope=true").body())
        .matches("\\{\"time\": [0-9]+, \"api\": \\{\"time\": 0}}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"all", "first", "within-timeout"})
  void envelope_elsewhere_isIgnored(String endpoint) throws Exception {
    assertThat(GATEWAY.get("/api/" + endpoint + "?timeout=30000&envelope=no").status())
        .isEqualTo(200);
  }
}
