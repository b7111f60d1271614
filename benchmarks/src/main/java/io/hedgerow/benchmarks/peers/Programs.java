package io.hedgerow.benchmarks.peers;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds and runs programs of this machine, and copies files from the build for them. */
final class Programs {
  private static final long LIMIT_SECONDS = 120;

  private Programs() {}

  /** The program, or null. Also looks in /usr/sbin, which is on PATH only for root on Debian. */
  static @Nullable Path find(String name) {
    return Stream.concat(
            Stream.of(System.getenv("PATH").split(":")), Stream.of("/usr/bin", "/usr/sbin"))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst()
        .orElse(null);
  }

  /** The path of a program that must exist. */
  static String require(String name) throws IOException {
    Path program = find(name);
    if (program == null) {
      throw new IOException("no " + name + " on PATH");
    }
    return program.toString();
  }

  /** Runs a command to its end and returns its output. */
  static String run(Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException(
          "%s: failed (expected: exit status 0 within %d s): %s"
              .formatted(String.join(" ", command), LIMIT_SECONDS, output));
    }
    return output;
  }

  /** Copies a file from the build into a folder. */
  static Path copy(String name, Path folder) throws IOException {
    try (InputStream file = Programs.class.getResourceAsStream(name)) {
      if (file == null) {
        throw new IOException(name + ": not in the build");
      }
      Path copy = folder.resolve(name);
      Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
      return copy;
    }
  }

  /** The command with additional environment variables. */
  static List<String> withEnvironment(List<String> environment, List<String> command) {
    return Stream.of(List.of("env"), environment, command).flatMap(List::stream).toList();
  }
}
