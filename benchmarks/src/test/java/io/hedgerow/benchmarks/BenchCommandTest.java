package io.hedgerow.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class BenchCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void help_listsEachBenchmarkOnOneLine() {
    assertThat(run("--help")).isZero();

    String benchmarks = out.toString().split("Benchmarks .*:\\R", 2)[1];
    assertThat(benchmarks.lines())
        .hasSameSizeAs(newCommand().getSubcommands().keySet())
        .allMatch(line -> line.matches(" {2}[a-z]+ +[A-Z].*"));
  }

  @Test
  void helpOfABenchmark_namesTheWholeCommand() {
    assertThat(run("cancel", "--help")).isZero();

    assertThat(out.toString()).contains("Usage: hedgerow bench cancel ");
  }

  @Test
  void noBenchmark_isRefusedWithTheList() {
    assertThat(run()).isEqualTo(2);

    assertThat(err.toString()).contains("Missing required subcommand", "overload");
  }

  private int run(String... arguments) {
    return newCommand()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  private static CommandLine newCommand() {
    return new CommandLine(new BenchCommand());
  }
}
