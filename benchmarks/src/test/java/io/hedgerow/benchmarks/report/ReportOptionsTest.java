package io.hedgerow.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

final class ReportOptionsTest {
  private final StringWriter out = new StringWriter();

  @TempDir private Path folder;

  @Test
  void finish_writesEveryForm_andPrintsTheMarkdownAndWhereItIs() throws Exception {
    Path target = folder.resolve("new/folder");

    finish(parse("--out=" + target), true);

    assertThat(target.resolve("x.md")).hasContent("# X");
    assertThat(target.resolve("x.json")).hasContent("{}");
    assertThat(out.toString().lines())
        .containsExactly("", "# X", "Report: " + target + "/x.json, " + target + "/x.md");
  }

  @Test
  void finish_returns1_ifATargetIsMissed() throws Exception {
    assertThat(finish(parse("--out=" + folder), true)).isZero();
    assertThat(finish(parse("--out=" + folder), false)).isEqualTo(1);
  }

  @Test
  void options_haveDefaults() {
    assertThat(parse().isQuick()).isFalse();
    assertThat(parse("--quick").isQuick()).isTrue();
    assertThat(new CommandLine(new Bench()).getUsageMessage()).contains("Default: target/bench");
  }

  private int finish(ReportOptions options, boolean isEveryTargetMet) throws IOException {
    Map<String, String> files = Map.of("md", "# X", "json", "{}");
    return options.finish(new PrintWriter(out), "x", files, isEveryTargetMet);
  }

  private static ReportOptions parse(String... arguments) {
    Bench bench = new Bench();
    new CommandLine(bench).parseArgs(arguments);
    return bench.options;
  }

  @Command(name = "bench")
  private static final class Bench {
    @Mixin private final ReportOptions options = new ReportOptions();
  }
}
