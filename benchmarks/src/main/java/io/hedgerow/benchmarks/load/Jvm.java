package io.hedgerow.benchmarks.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Queries a running JVM with {@code jcmd}. */
public final class Jvm {
  /** The JVM counts allocation per live thread. Event-loop threads live as long as the process. */
  private static final Pattern ALLOCATED = Pattern.compile(" allocated=([0-9]+)([BKMG])");

  private static final Pattern USED = Pattern.compile(" used ([0-9]+)([BKMG])");

  private static final long LIMIT_SECONDS = 60;

  private Jvm() {}

  /** The memory that its live threads have allocated since they started. */
  public static long allocatedBytes(long pid) throws IOException, InterruptedException {
    return ALLOCATED.matcher(jcmd(pid, "Thread.print", "-e")).results().mapToLong(Jvm::bytes).sum();
  }

  /** The heap that is in use after a full collection. */
  public static long liveHeapBytes(long pid) throws IOException, InterruptedException {
    jcmd(pid, "GC.run");
    String heap = jcmd(pid, "GC.heap_info");
    return USED.matcher(heap)
        .results()
        .mapToLong(Jvm::bytes)
        .findFirst()
        .orElseThrow(() -> new IOException("heap: no size in " + heap));
  }

  /** Makes the JVM log its garbage collections to this file, for {@link Pauses}. */
  public static void logCollections(long pid, Path file) throws IOException, InterruptedException {
    jcmd(pid, "VM.log", "output=" + file.toAbsolutePath(), "what=gc,gc+phases");
  }

  private static long bytes(MatchResult amount) {
    return Long.parseLong(amount.group(1)) << (10 * "BKMG".indexOf(amount.group(2)));
  }

  private static String jcmd(long pid, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
    command.add(Long.toString(pid));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException(
          "%s: failed (expected: exit status 0): %s"
              .formatted(String.join(" ", command), output.strip()));
    }
    return output;
  }
}
