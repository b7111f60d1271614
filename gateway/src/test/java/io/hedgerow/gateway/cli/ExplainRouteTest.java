package io.hedgerow.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.route.DeadlineRule;
import io.hedgerow.gateway.route.Routes;
import io.hedgerow.gateway.settings.TimeSpan;
import io.hedgerow.gateway.testing.RouteBuilder;
import io.hedgerow.gateway.testing.RunningGateway;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code explain} at routes of a file: their names, and deadlines that the URL does not show. */
final class ExplainRouteTest {
  @RegisterExtension
  static final RunningGateway GATEWAY =
      RunningGateway.start(
          _ ->
              new Routes(
                  Map.of(),
                  List.of(
                      RouteBuilder.of("product", "/products/{id}")
                          .deadline(
                              new DeadlineRule(
                                  DeadlineRule.Source.HEADER,
                                  "Request-Timeout-Ms",
                                  new TimeSpan(20_000),
                                  new TimeSpan(25_000),
                                  DeadlineRule.Above.CLAMP))
                          .build(),
                      RouteBuilder.of("rest", "/*").build())));

  @ParameterizedTest
  @CsvSource({"15000, 15000", "99999, 25000"})
  void timeout_inAHeader_isTheOneThatApplied(String given, String applied) {
    GATEWAY.script("status:404@0ms", "hang@0ms", "hang@0ms");

    CommandLineRun run =
        CommandLineRun.of("explain", "-H", "Request-Timeout-Ms: " + given, url("/products/7"));

    assertThat(run.err()).isEmpty();
    assertThat(run.status()).isEqualTo(3);
    assertThat(run.out())
        .startsWith("GET " + url("/products/7") + "\n404 after ")
        .contains(" of " + applied + "; ")
        .contains("\nRoute: product\n")
        .containsPattern("attempt [1-3] \\|\\* +\\| .* final +at the start");
  }

  @Test
  void timeout_byDefault_isShown() {
    GATEWAY.script("ok@0ms", "hang@0ms", "hang@0ms");

    CommandLineRun run = CommandLineRun.of("explain", url("/products/7"));

    assertThat(run.status()).isZero();
    assertThat(run.out()).contains(" of 20000; ").contains("\nRoute: product\n");
  }

  @Test
  void problem_withoutARace_showsTheRouteToo() {
    CommandLineRun run =
        CommandLineRun.of("explain", "--header=Request-Timeout-Ms: soon", url("/products/7"));

    assertThat(run.out()).contains("\nRoute: product\n").contains("No attempts were made.");
  }

  /** The request that warms the client up is not served by any route. */
  @Test
  void explain_asksTheUpstreamOnce() {
    GATEWAY.always("ok@0ms");

    CommandLineRun run = CommandLineRun.of("explain", url("/anything?timeout=30000"));

    assertThat(run.out()).contains("\nRoute: rest\n");
    assertThat(GATEWAY.listener().events()).hasSize(2);
    assertThat(GATEWAY.listener().events().getFirst())
        .containsExactly("none", "400 malformed-request");
  }

  @ParameterizedTest
  @CsvSource({"no-colon", "'bad name: x'", "Host: elsewhere", ": x"})
  void header_invalid_isAUsageError(String header) {
    CommandLineRun run = CommandLineRun.of("explain", "-H", header, url("/products/7"));

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err())
        .startsWith("--header: " + header + " (expected: a header such as 'Accept-Language: de')");
  }

  private static String url(String target) {
    return "http://127.0.0.1:" + GATEWAY.gateway().port() + target;
  }
}
