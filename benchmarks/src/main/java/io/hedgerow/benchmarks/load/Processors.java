package io.hedgerow.benchmarks.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Divides the processors of this machine: the first is for the gateway, the last for the callers,
 * so that callers do not slow the gateway down. With three or more the upstream gets the second;
 * with two it shares the gateway's.
 */
public final class Processors {
  private static final Path THREADS = Path.of("/proc/self/task");

  /** Name prefix of the simulator's threads; callers have other names. */
  private static final String UPSTREAM = "vert.x-";

  private static final long LIMIT_SECONDS = 5;

  /** Read before this process is pinned. */
  private static final int COUNT = Runtime.getRuntime().availableProcessors();

  private static final String ALL = range(0, COUNT - 1);

  private Processors() {}

  /**
   * Which processors servers and this process use. Closing it unpins this process.
   *
   * @param serverPrefix prefix for the commands of servers; empty if they may use all processors
   * @param inWords human-readable description
   */
  public record Division(List<String> serverPrefix, String inWords) implements AutoCloseable {
    /** All processes share all processors. */
    public static Division none() {
      return new Division(
          List.of(), "Processors: all for all; servers, callers and upstream compete for them");
    }

    @Override
    public void close() {
      if (!serverPrefix.isEmpty()) {
        try {
          pin(ALL, ProcessHandle.current().pid());
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }

  /**
   * Pins this process, with callers and upstream, to the second half of the processors and leaves
   * the first half to servers, if there are two or more and the system has {@code taskset}. Servers
   * see only their half, so their defaults fit it.
   */
  public static Division divide() throws InterruptedException {
    int half = COUNT / 2;
    String servers = range(0, half - 1);
    String load = range(half, COUNT - 1);
    if (half == 0 || !pin(load, ProcessHandle.current().pid())) {
      return Division.none();
    }
    return new Division(
        List.of("taskset", "-c", servers),
        "Processors: " + servers + " for servers, " + load + " for callers and upstream");
  }

  /**
   * Pins gateway, upstream and callers to processors if there are two or more and the system has
   * {@code taskset}. Call it when all threads have started.
   *
   * @return a description of which process uses which processors
   */
  public static String share(GatewayProcess gateway) throws IOException, InterruptedException {
    int count = Runtime.getRuntime().availableProcessors();
    String upstream = count == 2 ? "0" : "1";
    String callers = count == 2 ? "1" : "2-" + (count - 1);
    if (count < 2
        || !pin("0", gateway.pid())
        || !pin(callers, ProcessHandle.current().pid())
        || !pinUpstream(upstream)) {
      return "gateway, upstream and callers share the processors: only trust ratios, with care";
    }
    return "gateway: processor 0, upstream: " + upstream + ", callers: " + callers;
  }

  private static boolean pinUpstream(String processors) throws IOException, InterruptedException {
    List<Path> threads;
    try (Stream<Path> all = Files.list(THREADS)) {
      threads = all.toList();
    }
    for (Path thread : threads) {
      if (Files.readString(thread.resolve("comm")).startsWith(UPSTREAM)
          && !run("taskset", "-cp", processors, thread.getFileName().toString())) {
        return false;
      }
    }
    return true;
  }

  private static String range(int first, int last) {
    return first == last ? Integer.toString(first) : first + "-" + last;
  }

  private static boolean pin(String processors, long pid) throws InterruptedException {
    return run("taskset", "-acp", processors, Long.toString(pid));
  }

  private static boolean run(String... command) throws InterruptedException {
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
