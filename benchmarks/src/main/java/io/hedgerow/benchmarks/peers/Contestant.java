package io.hedgerow.benchmarks.peers;

import io.hedgerow.benchmarks.load.OpenLoop;
import io.hedgerow.benchmarks.load.ProcessUsage;
import io.hedgerow.benchmarks.load.ServerProcess;
import io.hedgerow.benchmarks.load.Tally;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The running server of an entry. Used by one thread. */
final class Contestant implements AutoCloseable {
  /** The timeout in the requests. */
  static final long TIMEOUT_MILLIS = 1000;

  /** How much longer callers wait, to distinguish late answers from missing ones. */
  private static final long GRACE_MILLIS = 500;

  /** Maximum requests in flight, as a multiple of the callers, if answers are slow. */
  private static final int WAITING = 3;

  private static final int SETTLE_SECONDS = 2;
  private static final int WARM_UP_STEPS = 4;
  private static final Duration IDLE = Duration.ofMillis(20);
  private static final long IDLE_PERIOD_MILLIS = 250;
  private static final long IDLE_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final Entry entry;
  private final int port;
  private final List<String> command;
  private final Path output;
  private ServerProcess process;

  /** The allocation up to a moment, and the number of answers by then. */
  private record Allocation(@Nullable Long bytes, long answers) {
    double bytesPerAnswerSince(Allocation earlier) {
      return bytes == null || earlier.bytes == null
          ? Double.NaN
          : (double) (bytes - earlier.bytes) / (answers - earlier.answers);
    }
  }

  private Contestant(Entry entry, int port, List<String> command, Path output)
      throws IOException, InterruptedException {
    this.entry = entry;
    this.port = port;
    this.command = command;
    this.output = output;
    this.process = launch();
  }

  /**
   * Starts the server and waits until it is ready.
   *
   * @param prefix the prefix of its command
   * @param folder for its files
   */
  static Contestant start(Entry entry, List<String> prefix, int upstreamPort, Path folder)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    int port = ServerProcess.freePort();
    List<String> command = entry.server().command(new Server.Place(port, upstreamPort, folder));
    return new Contestant(
        entry,
        port,
        Stream.of(prefix, command).flatMap(List::stream).toList(),
        folder.resolve(entry.label() + ".log"));
  }

  Entry entry() {
    return entry;
  }

  /** Sends its load in growing steps. */
  void warmUp(int seconds) throws IOException, InterruptedException {
    try (OpenLoop callers = newCallers()) {
      AtomicLong answers = new AtomicLong();
      for (int step = 1; step <= WARM_UP_STEPS; step++) {
        long rate = Math.max(1, entry.requestsPerSecond() * step / WARM_UP_STEPS);
        callers.offer(rate, new Tally(TIMEOUT_MILLIS, answers));
        Thread.sleep(TimeUnit.SECONDS.toMillis(seconds) / WARM_UP_STEPS);
      }
    }
    awaitIdle();
  }

  /**
   * Sends its load for some seconds, measured after a short settling time, and waits until idle.
   */
  Turn takeTurn(int seconds) throws IOException, InterruptedException {
    AtomicLong answers = new AtomicLong();
    Tally tally = new Tally(TIMEOUT_MILLIS, answers);
    Map<Figure, Double> turn = new EnumMap<>(Figure.class);
    try (OpenLoop callers = newCallers()) {
      callers.offer(entry.requestsPerSecond(), new Tally(TIMEOUT_MILLIS, answers));
      Thread.sleep(TimeUnit.SECONDS.toMillis(SETTLE_SECONDS));
      // Querying the allocation costs processor time, so it is done outside of the measured time.
      Allocation allocationBefore = allocation(answers);
      Thread.sleep(IDLE_PERIOD_MILLIS);
      ProcessUsage.forgetPeak(process.pid());
      callers.offer(entry.requestsPerSecond(), tally);
      ProcessUsage before = process.usage();
      long answersBefore = answers.get();
      Thread.sleep(TimeUnit.SECONDS.toMillis(seconds));
      ProcessUsage after = process.usage();
      double answered = answers.get() - answersBefore;
      // The load continues until the last answer, so that all requests see the same load.
      callers.offer(entry.requestsPerSecond(), new Tally(TIMEOUT_MILLIS, answers));
      Allocation allocationAfter = allocation(answers);
      Thread.sleep(TIMEOUT_MILLIS + GRACE_MILLIS);
      turn.put(Figure.CPU, after.cpu().minus(before.cpu()).toNanos() / 1e3 / answered);
      turn.put(Figure.ALLOCATED, allocationAfter.bytesPerAnswerSince(allocationBefore) / 1e3);
      turn.put(Figure.RESIDENT, after.residentBytes() / 1e6);
      turn.put(Figure.PEAK, after.peakBytes() / 1e6);
    }
    turn.put(Figure.ADDED_P50, tally.addedMillis(50));
    turn.put(Figure.ADDED_P99, tally.addedMillis(99));
    turn.put(Figure.FAILED, 100.0 * tally.failures() / tally.asked());
    turn.put(Figure.REFUSED, 100.0 * tally.refused() / tally.asked());
    turn.put(Figure.LATE, 100.0 * tally.late() / tally.asked());
    turn.put(Figure.CALLERS_LATE, tally.callersLateMillis(99));
    awaitIdle();
    return new Turn(turn);
  }

  @Override
  public void close() {
    process.close();
  }

  private Allocation allocation(AtomicLong answers) throws IOException, InterruptedException {
    Long bytes = entry.server().allocatedBytes(process, port);
    return new Allocation(bytes, answers.get());
  }

  private OpenLoop newCallers() {
    return new OpenLoop(
        port,
        entry.server().target(TIMEOUT_MILLIS),
        WAITING * entry.callers(),
        TIMEOUT_MILLIS + GRACE_MILLIS);
  }

  private ServerProcess launch() throws IOException, InterruptedException {
    ServerProcess launched = ServerProcess.start(command, output);
    launched.awaitPort(port);
    return launched;
  }

  /**
   * Waits until the server has finished its work, so that it does not slow the next one down. An
   * overloaded server that still has much work is killed and started again.
   */
  private void awaitIdle() throws IOException, InterruptedException {
    long startNanos = System.nanoTime();
    Duration before = process.usage().cpu();
    while (System.nanoTime() - startNanos < IDLE_LIMIT_NANOS) {
      Thread.sleep(IDLE_PERIOD_MILLIS);
      Duration now = process.usage().cpu();
      if (now.minus(before).compareTo(IDLE) <= 0) {
        return;
      }
      before = now;
    }
    process.kill();
    process = launch();
  }
}
