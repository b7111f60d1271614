package io.hedgerow.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Command lines that must not start the gateway. bin/test-launcher tests a real start. */
final class ServeCommandTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--request.timeout=1s   | --request.timeout: unknown option (did you mean"
            + " --request.timeout-max?)",
        "--smart.hedge-dealy=5  | --smart.hedge-dealy: unknown option (did you mean"
            + " --smart.hedge-delay?)",
        "--smart.hedge-dealy 5  | --smart.hedge-dealy: unknown option (did you mean"
            + " --smart.hedge-delay?)",
        "--zzz                  | --zzz: unknown option (expected: an option that --help lists)",
        "-port=1                | -port: unknown option (did you mean --port?)",
        "-p                     | -p: unknown option (expected: an option that --help lists)",
        "--=1                   | --: unknown option (expected: an option that --help lists)",
        "--port=1 --port=2      | --port: given twice (expected: once)",
        "--port 1 --port 1      | --port: given twice (expected: once)",
        "--config=a.yaml --config=a.yaml | --config: given twice (expected: once)",
        "--host                 | --host: no value (expected: --host=VALUE)",
        "--host --port=1        | --host: no value (expected: --host=VALUE)",
        "--port=1 serve         | serve: unexpected argument (expected: options such as"
            + " --port=8000; a command comes first)",
        "--port=1 http://u:p@h/ | http://***@h/: unexpected argument (expected: options such as"
            + " --port=8000; a command comes first)",
      })
  void badArguments_endWith2AndOneProblem(String arguments, String problem) {
    // Also expects no other problem, such as an unknown key in the environment of the tests.
    CommandLineRun run = CommandLineRun.of(("--port=x " + arguments).split(" "));
    assertThat(run.err()).contains("  " + problem + "\n");
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
  }

  @Test
  void severalMistakes_ofAllKinds_areAllNamedAtOnce() {
    assertRefused(
        CommandLineRun.of(
            "serve", "--prot=1", "--port", "65536", "--hots", "x", "y", "--log.level=loud"),
        """
        configuration: 5 problems
          --prot: unknown option (did you mean --port?)
          --hots: unknown option (did you mean --host?)
          y: unexpected argument (expected: options such as --port=8000; a command comes first)
          port: 65536 (expected: an integer from 0 to 65535) from the command line
          log.level: loud (expected: error, warn, info or debug) from the command line
        """);
  }

  @Test
  void unknownCommand_endsWith2AndSuggestsAnother() {
    assertRefused(
        CommandLineRun.of("simulate-upsteam"),
        """
        simulate-upsteam: unknown command (did you mean simulate-upstream?)
        See hedgerow --help
        """);
  }

  @Test
  void badConfiguration_endsWith2AndAllProblems(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("hedgerow.yaml"), "upstream:\n  ulr: x\n");
    assertRefused(
        CommandLineRun.of("serve", "--config=" + file, "--port=65536", "--host="),
        """
        configuration: 3 problems
          upstream.ulr: unknown key (did you mean upstream.url?) from %s
          host: '' (expected: a host name or address) from the command line
          port: 65536 (expected: an integer from 0 to 65535) from the command line
        """
            .formatted(file));
  }

  @Test
  void badConfiguration_withoutACommand_isReportedLikewise() {
    assertRefused(
        CommandLineRun.of("--config=no-such-file.yaml"),
        """
        configuration: 1 problem
          --config: no-such-file.yaml (expected: a readable file)
        """);
  }

  private static void assertRefused(CommandLineRun run, String err) {
    assertThat(run).isEqualTo(new CommandLineRun(2, "", err));
  }
}
