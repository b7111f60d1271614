package io.hedgerow.benchmarks.soak;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Prints periodically how many requests are done, how many per second, and how long the rest will
 * take at that rate. One thread at a time may call it.
 */
final class Progress implements LongConsumer {
  private final PrintWriter out;
  private final Display display;
  private final long requests;
  private final LongSupplier nanoTime;
  private final long startNanos;
  private long nextNanos;

  Progress(PrintWriter out, Display display, long requests, LongSupplier nanoTime) {
    this.out = out;
    this.display = display;
    this.requests = requests;
    this.nanoTime = nanoTime;
    this.startNanos = nanoTime.getAsLong();
    this.nextNanos = startNanos + display.periodNanos;
  }

  /** Called after each request. */
  @Override
  public void accept(long done) {
    long nowNanos = nanoTime.getAsLong();
    if (nowNanos - nextNanos < 0 && done < requests) {
      return;
    }
    nextNanos = nowNanos + display.periodNanos;
    double seconds = Math.max(1, nowNanos - startNanos) / 1e9;
    double rate = done / seconds;
    String line =
        String.format(
            Locale.ROOT,
            "%,d of %,d (%d %%), %,.0f/s, %s elapsed, %s left",
            done,
            requests,
            100 * done / requests,
            rate,
            clock(seconds),
            clock((requests - done) / rate));
    out.printf(Locale.ROOT, display.format, line);
    out.flush();
  }

  /** Hours, minutes and seconds. */
  private static String clock(double seconds) {
    long whole = Math.round(seconds);
    return String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
  }

  /** Where and how often the progress is shown. */
  enum Display {
    /** One line that is overwritten each second. */
    TERMINAL("\r%-78s", 1),
    /** A new line every 30 seconds. */
    FILE("%s%n", 30);

    private final String format;
    private final long periodNanos;

    Display(String format, long periodSeconds) {
      this.format = format;
      this.periodNanos = TimeUnit.SECONDS.toNanos(periodSeconds);
    }

    @SuppressWarnings("SystemConsoleNull") // null without a terminal, again since JDK 25
    static Display ofThisProcess() {
      return System.console() != null ? TERMINAL : FILE;
    }
  }
}
