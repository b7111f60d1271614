package io.hedgerow.benchmarks.load;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The processors of this machine, shared out: the first for the gateway, the others for its callers
 * and its upstream, so that what they do costs it nothing.
 */
public final class Processors {
  private static final long LIMIT_SECONDS = 5;

  private Processors() {}

  /** Shares them out, if there are two and the system has {@code taskset}; says whether it did. */
  public static boolean share(GatewayProcess gateway) throws IOException, InterruptedException {
    int count = Runtime.getRuntime().availableProcessors();
    return count >= 2
        && pin(gateway.pid(), "0")
        && pin(ProcessHandle.current().pid(), "1-" + (count - 1));
  }

  private static boolean pin(long pid, String processors) throws IOException, InterruptedException {
    List<String> command = List.of("taskset", "-acp", processors, Long.toString(pid));
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      return false;
    }
    return process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
  }
}
