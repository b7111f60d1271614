package io.hedgerow.benchmarks.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Processor time and memory of a process and its live descendants at one moment. Memory is read
 * from Linux's {@code /proc}.
 *
 * @param cpu user and system time since the start; Linux counts in steps of 10 ms
 * @param residentBytes resident memory; pages shared by processes count for each of them
 * @param peakBytes peak resident memory since the start or {@link #forgetPeak}
 */
public record ProcessUsage(Duration cpu, long residentBytes, long peakBytes) {
  static ProcessUsage of(ProcessHandle process) throws IOException {
    Duration cpu = Duration.ZERO;
    long residentBytes = 0;
    long peakBytes = 0;
    for (ProcessHandle each : family(process)) {
      cpu = cpu.plus(each.info().totalCpuDuration().orElse(Duration.ZERO));
      residentBytes += status(each, "VmRSS:");
      peakBytes += status(each, "VmHWM:");
    }
    return new ProcessUsage(cpu, residentBytes, peakBytes);
  }

  /** Resets the peak of the process and its descendants. */
  public static void forgetPeak(long pid) throws IOException {
    ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
    for (ProcessHandle each : family(process)) {
      Files.writeString(file(each, "clear_refs"), "5");
    }
  }

  /** How many files and sockets a process may have open ({@code ulimit -n}). */
  public static long openFilesMax(long pid) throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(pid), "limits"))) {
      return lines
          .filter(line -> line.startsWith("Max open files"))
          .mapToLong(line -> Long.parseLong(line.replaceFirst("\\D+([0-9]+).*", "$1")))
          .sum();
    }
  }

  /** How many files and sockets a process has open. */
  public static long openFiles(long pid) throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
      return files.count();
    }
  }

  private static List<ProcessHandle> family(ProcessHandle process) {
    return Stream.concat(Stream.of(process), process.descendants()).toList();
  }

  /** A line such as {@code VmRSS: 1234 kB} in bytes; 0 once the process has ended. */
  private static long status(ProcessHandle process, String name) throws IOException {
    try (Stream<String> lines = Files.lines(file(process, "status"))) {
      return lines
          .filter(line -> line.startsWith(name))
          .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("[^0-9]", "")))
          .sum();
    } catch (NoSuchFileException e) {
      return 0;
    }
  }

  private static Path file(ProcessHandle process, String name) {
    return Path.of("/proc", Long.toString(process.pid()), name);
  }
}
