package io.hedgerow.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import picocli.CommandLine;

/** Runs the quick form with every server. Does not check times. */
final class PeersCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path folder;

  @Test
  void quick_runsEveryServer_andReports() throws Exception {
    // A target that is not measured is not missed.
    assertThat(run("--quick", "--out=" + folder)).isZero();

    assertThat(err.toString()).isEmpty();
    JsonObject report = new JsonObject(Files.readString(folder.resolve("peers.json")));
    assertThat(report.getJsonObject("missing").getMap())
        .as("bin/install-test-tools installs them")
        .isEmpty();
    assertThat(report.getJsonArray("servers"))
        .hasSameSizeAs(Server.all())
        .allSatisfy(server -> assertMeasured((JsonObject) server));
    String markdown = Files.readString(folder.resolve("peers.md"));
    assertThat(out.toString()).contains(markdown);
    assertThat(markdown)
        .contains("| Go net/http, HTTP/1.1 | 25 | 105 |")
        .contains("| hedgerow-http2@1000 against 2 × haproxy@1000 | – | 1.00 | not measured |");
    Document plot =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(folder.resolve("peers.svg").toFile());
    assertThat(plot.getElementsByTagName("g").getLength()).isEqualTo(3);
    assertThat(plot.getDocumentElement().getTextContent())
        .contains("hedgerow-abort@25", "fastapi@25")
        .doesNotContain("NaN");
  }

  @Test
  void serversAndTurns_areThoseOfTheCommandLine() throws Exception {
    run(
        "--servers=floor@30",
        "--rounds=2",
        "--seconds=1",
        "--warm-up=1",
        "--pin=false",
        "--out=" + folder);

    assertThat(err.toString()).isEmpty();
    JsonObject report = new JsonObject(Files.readString(folder.resolve("peers.json")));
    JsonObject server = report.getJsonArray("servers").getJsonObject(0);
    assertThat(report.getJsonArray("servers")).hasSize(1);
    assertThat(server.getString("server")).isEqualTo("floor");
    assertThat(server.getInteger("callers")).isEqualTo(30);
    assertThat(server.getJsonArray("turns")).hasSize(2);
    assertThat(report.getInteger("secondsPerTurn")).isEqualTo(1);
    assertThat(report.getInteger("warmUpSeconds")).isEqualTo(1);
    assertThat(report.getString("division")).contains("all for all");
  }

  @Test
  void wrongOptions_areRefused() {
    assertThat(run("--servers=go@0")).isEqualTo(2);
    assertThat(err.toString()).contains("go@0 (expected: SERVER@CALLERS");
    assertThat(run("--rounds=0")).isEqualTo(2);
    assertThat(err.toString()).contains("--rounds: 0 (expected: a whole number from 1)");
  }

  private static void assertMeasured(JsonObject server) {
    JsonObject turn = server.getJsonArray("turns").getJsonObject(0);
    String label = server.getString("server");
    assertThat(turn.getDouble("cpuMicros")).as(label).isBetween(10.0, 50_000.0);
    assertThat(turn.getDouble("residentMegabytes")).as(label).isBetween(1.0, 3_000.0);
    assertThat(turn.getDouble("peakMegabytes"))
        .as(label)
        .isGreaterThanOrEqualTo(turn.getDouble("residentMegabytes"));
    assertThat(turn.getDouble("addedMillisP50")).as(label).isBetween(0.05, 900.0);
    if (label.startsWith("hedgerow") || label.equals("go")) {
      assertThat(turn.getDouble("allocatedKilobytes")).as(label).isBetween(1.0, 1000.0);
    }
  }

  private int run(String... arguments) {
    return new CommandLine(new PeersCommand())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
