package io.hedgerow.benchmarks.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/** Runs a soak small enough for every build. */
final class SoakTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void soak_everyFaultHangUpsAndReloads_nothingWrongAndNothingLeft() {
    int status = run("--requests=5000", "--callers=30", "--seed=7");

    System.out.println(out);
    assertThat(out.toString()).contains("0 violations, 0 leaks");
    assertThat(out.toString())
        .contains("/api/all", "/api/first", "/api/within-timeout", "/api/smart")
        .contains("/products/42\n", "/products/42/reviews", "/prices/of/42")
        .contains("503 deadline", "503 upstream-failed", "504 deadline")
        .contains("  204 ", "hung up")
        .containsPattern("requests in [0-9]+ s, .* a second, ([2-9]|[1-9][0-9]+) reloads and")
        .containsPattern(" and ([2-9]|[1-9][0-9]+) troubles of replicas\n")
        .contains("5,000 of 5,000 (100 %)");
    assertThat(LoggerFactory.getLogger("hedgerow.upstream").isWarnEnabled()).isFalse();
    assertThat(status).isZero();
  }

  @Test
  void tooFewRequests_areRefused() {
    assertThat(run("--requests=99")).isEqualTo(2);
    assertThat(err.toString()).contains("--requests: 99 (expected: 100 or more)");
  }

  @Test
  void tooManyCallers_areRefused() {
    assertThat(run("--callers=5001")).isEqualTo(2);
    assertThat(err.toString()).contains("--callers: 5001 (expected: 1 to 5000)");
  }

  private int run(String... arguments) {
    return new CommandLine(new SoakCommand())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
