package io.hedgerow.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What keeps the gateway from starting; that it starts is tested by bin/test-launcher. */
final class ServeCommandTest {

  @Test
  void unknownOption_endsWith2AndSuggestsOthers() {
    CommandLineRun run = CommandLineRun.of("serve", "--request.timeout=1s");
    assertRefused(
        run,
        """
        Unknown option: '--request.timeout=1s'
        Possible solutions: --request.timeout-max, --request.in-flight-max
        See hedgerow serve --help
        """);
  }

  @Test
  void unknownOption_withoutACommand_isReportedLikewise() {
    assertRefused(
        CommandLineRun.of("--smart.hedge-dealy=5ms"),
        """
        Unknown option: '--smart.hedge-dealy=5ms'
        Possible solutions: --smart.hedge-delay
        See hedgerow --help
        """);
  }

  @Test
  void unknownOption_likeNone_endsWith2() {
    assertRefused(
        CommandLineRun.of("serve", "--zzz"),
        """
        Unknown option: '--zzz'
        See hedgerow serve --help
        """);
  }

  @Test
  void unknownCommand_endsWith2AndSuggestsAnother() {
    assertRefused(
        CommandLineRun.of("simulate"),
        """
        Unmatched argument at index 0: 'simulate'
        Did you mean: hedgerow simulate-upstream or hedgerow explain?
        See hedgerow --help
        """);
  }

  @Test
  void optionGivenTwice_endsWith2() {
    assertRefused(
        CommandLineRun.of("--port=1", "--port=2"),
        """
        option '--port' (VALUE) should be specified only once
        See hedgerow --help
        """);
  }

  @Test
  void optionWithoutValue_endsWith2() {
    assertRefused(
        CommandLineRun.of("serve", "--port"),
        """
        Missing required parameter for option '--port' (VALUE)
        See hedgerow serve --help
        """);
  }

  @Test
  void optionBeforeTheCommand_isRefusedAsItWouldCountForNothing() {
    assertRefused(
        CommandLineRun.of("--port=1", "serve"),
        """
        --port: given before serve (expected: behind it)
        See hedgerow serve --help
        """);
    assertRefused(
        CommandLineRun.of("--config=a.yaml", "simulate-upstream"),
        """
        --config: given before simulate-upstream (expected: behind it)
        See hedgerow simulate-upstream --help
        """);
  }

  @Test
  void badConfiguration_endsWith2AndAllProblems(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("hedgerow.yaml"), "upstream:\n  ulr: x\n");
    assertRefused(
        CommandLineRun.of("serve", "--config=" + file, "--port=65536", "--host="),
        """
        configuration: 3 problems
          upstream.ulr: unknown key (expected: one of docs/CONFIGURATION.md) from %s
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
          --config: no-such-file.yaml (expected: a file that can be read)
        """);
  }

  private static void assertRefused(CommandLineRun run, String err) {
    assertThat(run).isEqualTo(new CommandLineRun(2, "", err));
  }
}
