package io.hedgerow.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Command lines that must not start the simulator. bin/test-launcher tests a real start. */
final class SimulateUpstreamCommandTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--latency=5     | latency: 5 (expected: <min>-<max>ms or <time>ms from 0 to 3600000,"
            + " such as 100-600ms or 5ms)",
        "--latency=9-8ms | latency: 9-8ms (expected: <min>-<max>ms or <time>ms from 0 to"
            + " 3600000, such as 100-600ms or 5ms)",
        "--failure-rate=1.1 | failure rate: 1.1 (expected: a number from 0 to 1)",
        "--failure-rate=-0.1 | failure rate: -0.1 (expected: a number from 0 to 1)",
        "--failure-rate=NaN | failure rate: NaN (expected: a number from 0 to 1)",
        "--failure-rate=often | failure rate: often (expected: a number from 0 to 1)",
        "--fault=status:200 | status: 200 (expected: a whole number from 201 to 599)",
        "--fault=ok      | faults: [ok] (expected: faults other than ok)",
        "--fault=explode | fault: explode (expected: ok, status:<number>, body:<text>, truncate,"
            + " stall, reset-before, reset-inside, close-before, hang, oversized:<bytes> or"
            + " garbage)",
        "--port=65536    | port: 65536 (expected: a whole number from 0 to 65535)",
        "--port=-1       | port: -1 (expected: a whole number from 0 to 65535)",
        "--port=http     | port: http (expected: an integer)",
        "--port=99999999999 | port: 99999999999 (expected: an integer)",
        "--seed=x        | seed: x (expected: an integer)",
        "--host=         | host: '' (expected: an address to listen on)",
        "--failure=1     | --failure: unknown option (did you mean --failure-rate?)",
        "--zzz           | --zzz: unknown option (expected: an option that --help lists)",
        "--failures-rate=1 | --failures-rate: unknown option (did you mean --failure-rate?)",
        "--port=1 --port=2 | option '--port' (PORT) should be specified only once",
        "--port          | Missing required parameter for option '--port' (PORT)",
        "x               | x: unexpected argument (expected: what --help lists)",
      })
  void badOption_endsWith2AndSaysWhatWasExpected(String option, String message) {
    assertThat(CommandLineRun.of(("simulate-upstream " + option).split(" ")))
        .isEqualTo(
            new CommandLineRun(2, "", message + "\nSee hedgerow simulate-upstream --help\n"));
  }

  @Test
  void severalMistakes_areAllNamedAtOnce() {
    assertThat(
            CommandLineRun.of(
                "simulate-upstream",
                "--prot=1",
                "--port=65536",
                "--latency=5",
                "--failure-rate=2",
                "--fault=explode",
                "--fault=hang",
                "--max-streams=0",
                "--black-holes=x"))
        .isEqualTo(
            new CommandLineRun(
                2,
                "",
                """
                --prot: unknown option (did you mean --port?)
                port: 65536 (expected: a whole number from 0 to 65535)
                latency: 5 (expected: <min>-<max>ms or <time>ms from 0 to 3600000, such as \
                100-600ms or 5ms)
                failure rate: 2.0 (expected: a number from 0 to 1)
                fault: explode (expected: ok, status:<number>, body:<text>, truncate, stall, \
                reset-before, reset-inside, close-before, hang, oversized:<bytes> or garbage)
                max streams: 0 (expected: a whole number from 1)
                black holes: x (expected: an integer)
                See hedgerow simulate-upstream --help
                """));
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
