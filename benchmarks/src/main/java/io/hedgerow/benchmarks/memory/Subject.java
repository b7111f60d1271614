package io.hedgerow.benchmarks.memory;

import io.hedgerow.benchmarks.load.GatewayProcess;
import io.hedgerow.benchmarks.load.Jvm;
import io.hedgerow.benchmarks.load.OpenLoop;
import io.hedgerow.benchmarks.load.Pauses;
import io.hedgerow.benchmarks.load.ProcessUsage;
import io.hedgerow.benchmarks.load.Tally;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The running gateway whose memory is measured. Used by one thread. */
final class Subject implements AutoCloseable {
  private static final String TARGET = "/api/first?timeout=";
  private static final long TIMEOUT_MILLIS = 1000;
  private static final long LONG_TIMEOUT_MILLIS = 60_000;

  /** How much longer callers wait, to distinguish late answers from missing ones. */
  private static final long GRACE_MILLIS = 500;

  private static final int CALLERS_MAX = 5000;
  private static final int WARM_UP_STEPS = 4;

  /** Requests in flight start in the first third of the time that the upstream takes. */
  private static final int THIRDS = 3;

  private static final Pattern IN_FLIGHT =
      Pattern.compile("(?m)^hedgerow_requests_in_flight ([0-9.]+)");

  private final GatewayProcess gateway;
  private final Path log;
  private boolean isLogging;

  /**
   * Takes ownership of a gateway.
   *
   * @param log file for its garbage-collection log; overwritten
   */
  Subject(GatewayProcess gateway, Path log) throws IOException {
    this.gateway = gateway;
    this.log = log;
    Files.deleteIfExists(log);
  }

  /** Leaves it alone for some seconds. */
  Result rest(Step step, int seconds) throws IOException, InterruptedException {
    // The log is off before the first load, because querying the JVM costs memory.
    int seen = isLogging ? collections().size() : 0;
    ProcessUsage.forgetPeak(gateway.pid());
    Thread.sleep(TimeUnit.SECONDS.toMillis(seconds));
    ProcessUsage usage = gateway.usage();
    return new Result(
        step,
        usage.residentBytes() / 1e6,
        usage.peakBytes() / 1e6,
        Double.NaN,
        Double.NaN,
        Pauses.in(isLogging ? since(seen) : List.of()),
        0,
        0,
        Result.Held.NOTHING);
  }

  /** Sends it requests at a rate for some seconds, after a warm-up of the same length. */
  Result answer(Step.Load step, int seconds) throws IOException, InterruptedException {
    warmUp(step.requestsPerSecond(), seconds);
    try (Period period = new Period(TIMEOUT_MILLIS, CALLERS_MAX)) {
      period.callers.offer(step.requestsPerSecond(), period.tally);
      Thread.sleep(TimeUnit.SECONDS.toMillis(seconds));
      return period.end(step, gateway.usage(), Result.Held.NOTHING);
    }
  }

  /** Sends it many requests that the upstream answers after this time. */
  Result hold(Step.InFlight step, long answerMillis) throws IOException, InterruptedException {
    long heapBefore = Jvm.liveHeapBytes(gateway.pid());
    long openFilesBefore = ProcessUsage.openFiles(gateway.pid());
    try (Period period = new Period(LONG_TIMEOUT_MILLIS, step.requests())) {
      long millis = answerMillis / THIRDS;
      period.callers.offer(1000L * step.requests() / millis, period.tally);
      Thread.sleep(millis);
      period.callers.offer(0, period.tally);
      Thread.sleep(millis);
      ProcessUsage busy = gateway.usage();
      double inFlight = inFlight();
      double openFiles = ProcessUsage.openFiles(gateway.pid()) - openFilesBefore;
      double heapBytes = Jvm.liveHeapBytes(gateway.pid()) - heapBefore;
      return period.end(
          step,
          busy,
          new Result.Held((long) inFlight, heapBytes / 1e3 / inFlight, openFiles / inFlight));
    }
  }

  @Override
  public void close() {
    gateway.close();
  }

  private void warmUp(int requestsPerSecond, int seconds) throws InterruptedException {
    Tally tally = new Tally(TIMEOUT_MILLIS, new AtomicLong());
    try (OpenLoop callers = newCallers(TIMEOUT_MILLIS, CALLERS_MAX)) {
      for (int step = 1; step <= WARM_UP_STEPS; step++) {
        callers.offer(Math.max(1, requestsPerSecond * step / WARM_UP_STEPS), tally);
        Thread.sleep(TimeUnit.SECONDS.toMillis(seconds) / WARM_UP_STEPS);
      }
    }
  }

  private OpenLoop newCallers(long timeoutMillis, int callersMax) {
    return new OpenLoop(
        gateway.port(), TARGET + timeoutMillis, callersMax, timeoutMillis + GRACE_MILLIS);
  }

  private long inFlight() throws IOException {
    URI metrics = URI.create("http://127.0.0.1:" + gateway.managementPort() + "/metrics");
    try (InputStream in = metrics.toURL().openStream()) {
      Matcher matcher = IN_FLIGHT.matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      if (!matcher.find()) {
        throw new IOException(metrics + ": no hedgerow_requests_in_flight");
      }
      return (long) Double.parseDouble(matcher.group(1));
    }
  }

  private List<String> collections() throws IOException {
    return Files.readAllLines(log);
  }

  private List<String> since(int seen) throws IOException {
    List<String> lines = collections();
    return lines.subList(seen, lines.size());
  }

  /** A measured period, from before the first request until the last answer. */
  private final class Period implements AutoCloseable {
    private final long timeoutMillis;
    private final AtomicLong answers = new AtomicLong();
    private final Tally tally;
    private final OpenLoop callers;
    private final int collectionsBefore;
    private final long allocatedBefore;
    private final ProcessUsage before;

    Period(long timeoutMillis, int callersMax) throws IOException, InterruptedException {
      if (!isLogging) {
        Jvm.logCollections(gateway.pid(), log);
        isLogging = true;
      }
      this.timeoutMillis = timeoutMillis;
      this.tally = new Tally(timeoutMillis, answers);
      this.callers = newCallers(timeoutMillis, callersMax);
      this.collectionsBefore = collections().size();
      this.allocatedBefore = Jvm.allocatedBytes(gateway.pid());
      ProcessUsage.forgetPeak(gateway.pid());
      this.before = gateway.usage();
    }

    Result end(Step step, ProcessUsage busy, Result.Held held)
        throws IOException, InterruptedException {
      callers.offer(0, tally);
      long limitNanos =
          System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis + GRACE_MILLIS);
      do {
        Thread.sleep(GRACE_MILLIS);
      } while (answers.get() + tally.late() < tally.asked() && System.nanoTime() < limitNanos);
      ProcessUsage after = gateway.usage();
      double requests = tally.asked();
      return new Result(
          step,
          busy.residentBytes() / 1e6,
          after.peakBytes() / 1e6,
          after.cpu().minus(before.cpu()).toNanos() / 1e3 / requests,
          (Jvm.allocatedBytes(gateway.pid()) - allocatedBefore) / 1e3 / requests,
          Pauses.in(since(collectionsBefore)),
          100.0 * tally.refused() / requests,
          100.0 * tally.late() / requests,
          held);
    }

    @Override
    public void close() {
      callers.close();
    }
  }
}
