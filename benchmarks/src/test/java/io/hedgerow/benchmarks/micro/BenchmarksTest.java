package io.hedgerow.benchmarks.micro;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.api.Parameters;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Each benchmark does what its name says. */
final class BenchmarksTest {
  @Test
  void race_ofEachEndpoint_launchesAndCancelsAttempts() {
    RaceBenchmark benchmark = new RaceBenchmark();

    assertThat(benchmark.all().attempts()).hasToString("[1 succeeded, 2 succeeded, 3 succeeded]");
    assertThat(benchmark.first().attempts())
        .hasToString("[1 succeeded, 2 bad-status, 3 cancelled]");
    assertThat(benchmark.smart().attempts()).hasToString("[1 succeeded, 2 cancelled, 3 cancelled]");
    assertThat(benchmark.shared().attempts())
        .hasToString("[1 succeeded, 2 cancelled, 3 cancelled]");
  }

  @ParameterizedTest
  @CsvSource({"TEXT,", "OBJECTS,", "NON_ASCII,", "NOT_UTF_8, not UTF-8", "NOT_JSON, not JSON"})
  void payload_ofEachSize_isAsItsNameSays(
      PayloadBenchmark.Content content, @Nullable String problem) {
    for (int bytes : new int[] {64, 4096, 65_536}) {
      PayloadBenchmark benchmark = new PayloadBenchmark();
      benchmark.bytes = bytes;
      benchmark.content = content;
      benchmark.setUp();

      assertThat(content.body(bytes).length()).isEqualTo(bytes);
      assertThat(benchmark.check()).isEqualTo(problem);
    }
  }

  @Test
  void parameters_ofAUri_areRead() {
    ParametersBenchmark benchmark = new ParametersBenchmark();
    benchmark.uri = "/api/smart?timeout=1000&envelope=false";

    assertThat(benchmark.of())
        .isEqualTo(new Parameters.Valid(ParametersBenchmark.SMART, 1000, false));
  }

  @ParameterizedTest
  @EnumSource
  void admission_withEachLimit_admitsEveryRequestAndHedge(AdmissionBenchmark.Limits limits) {
    AdmissionBenchmark benchmark = new AdmissionBenchmark();
    benchmark.limits = limits;
    benchmark.setUp();

    for (int i = 0; i < 30_000; i++) {
      assertThat(benchmark.request()).isEqualTo(2);
    }
  }

  @Test
  void serverTiming_ofARace_listsEachAttempt() {
    assertThat(new ServerTimingBenchmark().of()).contains("attempt-1;", "attempt-2;", "attempt-3;");
  }
}
