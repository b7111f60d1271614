package io.hedgerow.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A run of the program in its own process, which must end by itself.
 *
 * @param out what it printed on standard output
 * @param err what it printed on standard error
 */
record ProgramRun(int status, String out, String err) {
  /** Longer than the gateway's own limit for a start. */
  private static final long LIMIT_SECONDS = 90;

  /** Runs the program with the test's own class path and waits for its end. */
  static ProgramRun of(Path folder, String... arguments) throws Exception {
    return withClassPath(System.getProperty("java.class.path"), folder, arguments);
  }

  /**
   * Runs the program and waits for its end; fails the test if it does not end.
   *
   * @param folder for its output
   */
  static ProgramRun withClassPath(String classPath, Path folder, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", classPath, "--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of("--sun-misc-unsafe-memory-access=allow", Hedgerow.class.getName()));
    command.addAll(List.of(arguments));
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      boolean hasEnded = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
      assertThat(hasEnded)
          .as("still running; it printed %s%s", Files.readString(out), Files.readString(err))
          .isTrue();
      return new ProgramRun(process.exitValue(), Files.readString(out), Files.readString(err));
    } finally {
      process.destroyForcibly();
    }
  }
}
