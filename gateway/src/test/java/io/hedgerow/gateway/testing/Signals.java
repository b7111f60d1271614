package io.hedgerow.gateway.testing;

import java.io.IOException;
import java.util.List;

/** Sends signals to processes. */
final class Signals {
  private Signals() {}

  /**
   * Sends a signal to these processes in order. A process that ends meanwhile may miss it.
   *
   * @param name such as {@code KILL}
   */
  static void send(String name, List<ProcessHandle> processes) throws IOException {
    for (ProcessHandle process : processes) {
      // The shell's built-in kill, because the program kill is not always installed.
      String command = "kill -" + name + " " + process.pid();
      Process shell = new ProcessBuilder("sh", "-c", command).start();
      if (shell.onExit().join().exitValue() != 0 && process.isAlive()) {
        throw new IOException(command + ": failed");
      }
    }
  }
}
