package io.hedgerow.benchmarks.report;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The properties of the machine that a benchmark's figures depend on.
 *
 * @param load Unix load average over the last minute; negative if unknown
 */
public record Machine(
    String processor, int processors, long memoryBytes, String kernel, String java, double load) {
  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
  private static final double QUIET = 0.5;

  /** This machine. Call it before a benchmark puts load on it. */
  public static Machine here() throws IOException {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    return new Machine(
        processorName(),
        system.getAvailableProcessors(),
        system.getTotalMemorySize(),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        System.getProperty("java.vm.name") + " " + Runtime.version(),
        system.getSystemLoadAverage());
  }

  /** Whether little else was running, so that figures are reliable. */
  public boolean isQuiet() {
    return load < QUIET;
  }

  /** One human-readable line. */
  public String inWords() {
    return String.format(
        Locale.ROOT,
        "%s, %d processors, %.0f GB of memory, %s, %s",
        processor,
        processors,
        memoryBytes / 1e9,
        kernel,
        java);
  }

  private static String processorName() throws IOException {
    if (!Files.isReadable(PROCESSORS)) {
      return System.getProperty("os.arch");
    }
    try (Stream<String> lines = Files.lines(PROCESSORS)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.replaceFirst(".*: ", ""))
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    }
  }
}
