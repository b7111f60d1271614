package io.hedgerow.benchmarks.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Measures for a second. Does not check the measured times. */
final class ConsoleCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void measure_asksAndWatches() {
    run("--rate=20", "--rounds=1", "--seconds=2", "--warm-up=1", "--pages=2");

    assertThat(err.toString()).isEmpty();
    assertThat(out.toString())
        .containsPattern("mean( +[0-9.]+ %){3}")
        .containsPattern("(?m)^[1-9][0-9]* requests, ");
  }

  @Test
  void wrongOption_isRefused() {
    assertThat(run("--pages=0")).isEqualTo(2);
    assertThat(err.toString()).contains("--pages: 0 (expected: ");
  }

  private int run(String... arguments) {
    return new CommandLine(new ConsoleCommand())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
