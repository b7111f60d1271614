package io.hedgerow.benchmarks.overload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import picocli.CommandLine;

/**
 * Runs the command with a load that a cold JVM can carry on a busy machine. Does not check times.
 */
final class OverloadCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path folder;

  @Test
  void overload_printsWhatCallersGot_andPlotsIt() throws Exception {
    Path svg = folder.resolve("plots").resolve("a.svg");

    run(
        "--capacity=5",
        "--multiples=2",
        "--seconds=1",
        "--warm-up=1",
        "--rounds=2",
        "--recovery=false",
        "--svg=" + svg);

    assertThat(out.toString())
        .containsPattern("(?m)^2\\.00 +(9|1[0-9]) +[1-9][0-9]* ")
        .contains(" % of peak goodput at 2.00 × (target: 90 %)");
    Document plot = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(svg.toFile());
    assertThat(plot.getElementsByTagName("polyline").getLength()).isEqualTo(7);
    assertThat(Files.readString(svg)).doesNotContain("NaN", "Infinity");
  }

  @Test
  void wrongOptions_areRefused() {
    assertThat(run("--multiples=0")).isEqualTo(2);
    assertThat(err.toString()).contains("--multiples: [0.0] (expected: from 0.1 to 10)");
    assertThat(run("--seconds=0")).isEqualTo(2);
    assertThat(err.toString()).contains("--seconds: 0 (expected: a whole number from 1)");
  }

  private int run(String... arguments) {
    return new CommandLine(new OverloadCommand())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
