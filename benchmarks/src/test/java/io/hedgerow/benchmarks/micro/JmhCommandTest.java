package io.hedgerow.benchmarks.micro;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class JmhCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void run_matchingBenchmarks_printsTimeAndAllocationOfEach() {
    assertThat(run("ServerTiming", "--forks=0", "--iterations=1", "--millis=10")).isZero();

    assertThat(out.toString().lines().filter(line -> line.startsWith("ServerTiming")))
        .singleElement()
        .asString()
        .matches("ServerTimingBenchmark\\.of( +[1-9][0-9,.]*){3}");
  }

  @Test
  void regex_withoutMatch_isRefused() {
    assertThat(run("NoSuchBenchmark")).isEqualTo(2);

    assertThat(err.toString())
        .startsWith("REGEX: NoSuchBenchmark (expected: a regular expression that matches");
  }

  @Test
  void options_outOfRange_areRefused() {
    assertThat(run("--forks=-1")).isEqualTo(2);
    assertThat(run("--iterations=0")).isEqualTo(2);
    assertThat(run("--millis=0")).isEqualTo(2);

    assertThat(err.toString()).contains("--forks: -1", "--iterations: 0", "--millis: 0");
  }

  private int run(String... arguments) {
    return new CommandLine(new JmhCommand())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
