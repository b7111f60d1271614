package io.hedgerow.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What keeps the simulator from starting; that it starts is tested by bin/test-launcher. */
final class SimulateUpstreamCommandTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--latency=5     | latency: 5 (expected: <min>-<max>ms with 0 <= min <= max <= 3600000,"
            + " such as 100-600ms)",
        "--latency=9-8ms | latency: 9-8ms (expected: <min>-<max>ms with 0 <= min <= max <="
            + " 3600000, such as 100-600ms)",
        "--failure-rate=1.1 | failure rate: 1.1 (expected: a number from 0 to 1)",
        "--failure-rate=-0.1 | failure rate: -0.1 (expected: a number from 0 to 1)",
        "--failure-rate=NaN | failure rate: NaN (expected: a number from 0 to 1)",
        "--failure-rate=often | Invalid value for option '--failure-rate': 'often' is not a double",
        "--fault=status:200 | status: 200 (expected: a whole number from 201 to 599)",
        "--fault=ok      | faults: [ok] (expected: no ok among them)",
        "--fault=explode | fault: explode (expected: ok, status:<number>, body:<text>, truncate,"
            + " stall, reset-before, reset-inside, close-before, hang, oversized:<bytes> or"
            + " garbage)",
        "--port=65536    | port: 65536 (expected: a whole number from 0 to 65535)",
        "--port=-1       | port: -1 (expected: a whole number from 0 to 65535)",
        "--port=http     | Invalid value for option '--port': 'http' is not an int",
        "--seed=x        | Invalid value for option '--seed': 'x' is not a long",
        "--host=         | host: '' (expected: an address to listen on)",
      })
  void badOption_endsWith2AndSaysWhatWasExpected(String option, String message) {
    assertThat(CommandLineRun.of("simulate-upstream", option))
        .isEqualTo(
            new CommandLineRun(2, "", message + "\nSee hedgerow simulate-upstream --help\n"));
  }

  @Test
  void unknownOption_endsWith2AndSuggestsAnother() {
    CommandLineRun run = CommandLineRun.of("simulate-upstream", "--failures=1");
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("'--failures=1'", "--failure-rate");
  }

  @Test
  void takenPort_endsWith1AndOneLineThatNamesIt() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CommandLineRun run =
          CommandLineRun.of(
              "simulate-upstream", "--host=127.0.0.1", "--port=" + taken.getLocalPort());
      assertThat(run.status()).isEqualTo(1);
      assertThat(run.out()).isEmpty();
      assertThat(run.err())
          .startsWith("listen address: 127.0.0.1:" + taken.getLocalPort() + " (expected: ")
          .hasLineCount(1);
    }
  }
}
