package io.hedgerow.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.Gateway;
import io.hedgerow.gateway.settings.EffectiveSettings;
import io.hedgerow.simulator.fault.Behaviour;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ExplainCommandTest {
  private static Gateway gateway;

  @BeforeAll
  static void start() throws Exception {
    Map<String, String> settings =
        Map.of(
            "host", "127.0.0.1",
            "port", "0",
            "management.port", "0",
            "embedded.replicas", "1",
            "smart.hedge-delay", "5s");
    gateway = Gateway.start(EffectiveSettings.load(settings, Map.of(), null));
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @Test
  void request_withARace_isDrawnAsATimeline() {
    gateway
        .simulators()
        .getFirst()
        .script(
            Behaviour.parse("status:500@0ms"),
            Behaviour.parse("ok@30ms"),
            Behaviour.parse("hang@0ms"));

    CommandLineRun run =
        CommandLineRun.of("explain", url("/api/smart?timeout=30000&envelope=false"));

    assertThat(run.err()).isEmpty();
    assertThat(run.status()).isZero();
    assertThat(run.out())
        .startsWith("GET " + url("/api/smart?timeout=30000&envelope=false") + "\n200 after ")
        .containsPattern("of 30000; \\d+\\.\\d ms left")
        .containsPattern("attempt 1 .* bad-status +at the start")
        .containsPattern("attempt [23] .* succeeded +hedge: an attempt had failed")
        .containsPattern("attempt [23] .* cancelled +hedge: an attempt had failed")
        .endsWith("{\"time\": 30}\n");
  }

  @Test
  void request_rejected_hasNoAttempts() {
    CommandLineRun run = CommandLineRun.of("explain", url("/api/smart?timeout=0"));

    assertThat(run.status()).isEqualTo(3);
    assertThat(run.out())
        .contains("400 after ")
        .contains("No attempts were made.")
        .contains("bad-parameter");
  }

  @Test
  void url_invalid_isAUsageError() {
    CommandLineRun run = CommandLineRun.of("explain", "localhost:8000/api/smart");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err())
        .startsWith("URL: localhost:8000/api/smart (expected: a URL such as http://");
  }

  @Test
  void gateway_notRunning_isReported() {
    CommandLineRun run = CommandLineRun.of("explain", "http://127.0.0.1:1/api/smart?timeout=9");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err())
        .isEqualTo("cannot reach http://127.0.0.1:1/api/smart?timeout=9: connection refused\n");
  }

  @Test
  void host_unknown_isReported() {
    CommandLineRun run = CommandLineRun.of("explain", "http://no-such-host.invalid/api/all");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err())
        .isEqualTo(
            "cannot reach http://no-such-host.invalid/api/all:"
                + " unknown host no-such-host.invalid\n");
  }

  @Test
  void answer_withAnErrorStatus_endsWithStatus3() {
    Behaviour failure = Behaviour.parse("status:500@0ms");
    gateway.simulators().getFirst().script(failure, failure, failure);

    CommandLineRun run = CommandLineRun.of("explain", url("/api/first?timeout=30000"));

    assertThat(run.out()).contains("503 after ");
    assertThat(run.status()).isEqualTo(3);
    assertThat(CommandLineRun.of("explain", url("/no-such-path")).status()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({"12.34, 12.3 ms left", "0, 0.0 ms left", "-36.5, 36.5 ms late"})
  void remainingTime_isLeftOrLate(double leftMs, String words) {
    assertThat(ExplainCommand.inWords(leftMs)).isEqualTo(words);
  }

  private static String url(String target) {
    return "http://127.0.0.1:" + gateway.port() + target;
  }
}
