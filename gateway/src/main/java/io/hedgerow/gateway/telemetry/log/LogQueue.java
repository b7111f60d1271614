package io.hedgerow.gateway.telemetry.log;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.LoggerFactory;

/**
 * A bounded queue of log lines between the event loops and the thread that writes them. When it is
 * full, further lines are dropped and counted, so a log that nobody reads never blocks an answer.
 * {@link #stop()} writes the remaining lines, for at most a second.
 *
 * <p>Implementer's note. Logback's full queue drops lines without counting them. Below a threshold
 * of free places it asks {@link #isDiscardable} first, which counts. So the queue has spare places
 * and counts as full when only those are left; they are for threads that log at the same moment.
 */
public final class LogQueue extends AsyncAppender {
  /** The name of the appender. */
  public static final String NAME = "QUEUE";

  private static final int SPARE = 64;
  private static final int STOP_MILLIS_MAX = 1000;

  private final LongAdder dropped = new LongAdder();

  /** A queue for {@code linesMax} lines that is not started. */
  public LogQueue(int linesMax) {
    setName(NAME);
    setQueueSize(linesMax + SPARE);
    setDiscardingThreshold(SPARE + 1);
    setNeverBlock(true);
    setMaxFlushTime(STOP_MILLIS_MAX);
  }

  /** Lines dropped by the queue of this process; 0 if it logs without one. */
  public static long droppedLines() {
    return LoggerFactory.getILoggerFactory() instanceof LoggerContext context
            && context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender(NAME)
                instanceof LogQueue queue
        ? queue.dropped()
        : 0;
  }

  /** Lines dropped since the start. */
  public long dropped() {
    return dropped.sum();
  }

  @Override
  protected boolean isDiscardable(ILoggingEvent event) {
    dropped.increment();
    return true;
  }
}
