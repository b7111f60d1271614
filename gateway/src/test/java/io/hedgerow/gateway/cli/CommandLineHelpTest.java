package io.hedgerow.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.settings.Golden;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CommandLineHelpTest {

  @Test
  void help_ofTheProgram_isTheGoldenText() {
    assertHelp("cli/hedgerow.txt", "--help");
  }

  @Test
  void help_ofServe_isTheGoldenText() {
    assertHelp("cli/serve.txt", "serve", "--help");
  }

  @Test
  void help_ofSimulateUpstream_isTheGoldenText() {
    assertHelp("cli/simulate-upstream.txt", "simulate-upstream", "--help");
  }

  @Test
  void help_beforeTheCommand_isThatOfTheProgram() {
    assertHelp("cli/hedgerow.txt", "--help", "serve");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-h",
        "--port 1 --help",
        "serve -h",
        "serve --no-such-option --help --port x",
        "simulate-upstream -h"
      })
  void help_requested_winsOverEverythingElse(String arguments) {
    CommandLineRun run = CommandLineRun.of(arguments.split(" "));
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).startsWith("Usage: hedgerow");
    assertThat(run.status()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--version", "-V", "serve --version", "simulate-upstream --version", "-V serve"})
  void version_ofAnyCommand_namesProgramAndJava(String arguments) {
    CommandLineRun run = CommandLineRun.of(arguments.split(" "));
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).matches("hedgerow \\S.*, Java \\d\\S*\\R");
    assertThat(run.status()).isZero();
  }

  private static void assertHelp(String golden, String... arguments) {
    CommandLineRun run = CommandLineRun.of(arguments);
    assertThat(run.err()).isEmpty();
    Golden.assertMatches(golden, run.out());
    assertThat(run.status()).isZero();
  }
}
