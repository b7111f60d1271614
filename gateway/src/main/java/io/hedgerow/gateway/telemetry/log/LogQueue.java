package io.hedgerow.gateway.telemetry.log;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.LoggerFactory;

/**
 * A bounded queue of log lines between the event loops and the thread that writes them. A line that
 * finds the queue full is dropped and counted, so a log that nobody reads never stops an answer.
 * {@link #stop()} writes what is left, for at most a second.
 *
 * <p>Implementer's note: Logback's queue drops without counting when it is full, but asks {@link
 * #isDiscardable} before it is. So it gets some spare places and counts as full when only those are
 * left: they are for threads that log at the same moment.
 */
public final class LogQueue extends AsyncAppender {
  /** The name of the appender. */
  public static final String NAME = "QUEUE";

  private static final int SPARE = 64;
  private static final int STOP_MILLIS_MAX = 1000;

  private final LongAdder dropped = new LongAdder();

  /** A queue for up to {@code linesMax} lines, not started. */
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
