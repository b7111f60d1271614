package io.hedgerow.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.settings.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigCommandTest {
  @TempDir private Path folder;

  @Test
  void everyKey_isPrintedWithItsSource() throws Exception {
    Path file = Files.writeString(folder.resolve("hedgerow.yaml"), "log.level: warn\n");

    CommandLineRun run =
        CommandLineRun.of(
            "config",
            "--config=" + file,
            "--port=9000",
            "--upstream.url=http://up/work?key=s3cret");

    assertThat(run.status()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out().lines())
        .hasSize(Settings.ALL.size())
        .contains(
            "port = 9000 (command line; default: 8000)",
            "log.level = warn (file; default: info)",
            "host = 0.0.0.0 (default)",
            "upstream.url = http://up/work?key=*** (command line; default: embedded)");
    assertThat(run.out()).doesNotContain("s3cret");
  }

  @Test
  void everyProblem_isPrintedAndTheStatusIs2() {
    CommandLineRun run = CommandLineRun.of("config", "--port=65536", "--host=", "--prot=1");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .contains("3 problems")
        .contains("port: 65536")
        .contains("host: ''")
        .contains("--prot: ");
  }

  @Test
  void help_isPrinted() {
    CommandLineRun run = CommandLineRun.of("config", "--help");

    assertThat(run.status()).isZero();
    assertThat(run.out()).startsWith("Usage: hedgerow config").contains("starts nothing");
  }
}
