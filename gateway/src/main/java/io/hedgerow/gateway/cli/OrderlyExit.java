package io.hedgerow.gateway.cli;

/**
 * Makes SIGTERM and Ctrl-C an orderly end: what was started is stopped, and the exit status is 0
 * and not that of a killed process.
 */
final class OrderlyExit {
  private OrderlyExit() {}

  /** Runs {@code stop} when the process is told to end; the process is gone when it returns. */
  static void install(Runnable stop) {
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("orderly-exit")
                .unstarted(
                    () -> {
                      stop.run();
                      // The status is decided before hooks run (128 + the signal); only halt
                      // can still change it.
                      Runtime.getRuntime().halt(0);
                    }));
  }
}
