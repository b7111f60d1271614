package io.hedgerow.gateway.telemetry.log;

import static io.hedgerow.testing.Eventually.assertEventually;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The queue for a log that nobody reads. */
final class LogQueueTest {
  private static final int LINES_MAX = 3;

  private final LoggerContext context = new LoggerContext();
  private final Logger logger = context.getLogger(Logger.ROOT_LOGGER_NAME);
  private final StuckAppender target = new StuckAppender();
  private final LogQueue queue = new LogQueue(LINES_MAX);

  LogQueueTest() {
    context.setMDCAdapter(new LogbackMDCAdapter());
    target.start();
    queue.setContext(context);
    queue.addAppender(target);
    queue.start();
    logger.setLevel(Level.INFO);
    logger.addAppender(queue);
  }

  @AfterEach
  void end() {
    target.readers.countDown();
    context.stop();
  }

  @Test
  void lines_beyondTheMaximum_areDroppedAndCounted() {
    fill();
    assertThat(queue.dropped()).isZero();

    logger.error("one too many");
    logger.error("another");

    assertThat(queue.dropped()).isEqualTo(2);
    target.readers.countDown();
    assertEventually(() -> target.lines.size(), 1 + LINES_MAX);
    logger.info("after");
    assertEventually(() -> target.lines.getLast(), "after");
    assertThat(queue.dropped()).isEqualTo(2);
  }

  @Test
  void stop_whileNobodyReads_ends() {
    fill();

    queue.stop();

    assertThat(target.lines).isEmpty();
  }

  @Test
  void stop_writesWhatWaits() {
    fill();
    target.readers.countDown();

    queue.stop();

    assertThat(target.lines).isEqualTo(List.of("first", "1", "2", "3"));
  }

  /** Logs one line, which blocks the writer, and as many more as the queue holds. */
  private void fill() {
    logger.info("first");
    assertEventually(() -> target.isWriting.getCount(), 0L);
    for (int i = 1; i <= LINES_MAX; i++) {
      logger.info("{}", i);
    }
  }

  /** An appender that blocks until the test releases it. */
  private static final class StuckAppender extends AppenderBase<ILoggingEvent> {
    private final CountDownLatch isWriting = new CountDownLatch(1);
    private final CountDownLatch readers = new CountDownLatch(1);
    private final List<String> lines = new CopyOnWriteArrayList<>();

    @Override
    protected void append(ILoggingEvent event) {
      isWriting.countDown();
      boolean isInterrupted = false;
      while (readers.getCount() > 0) {
        try {
          readers.await();
        } catch (InterruptedException e) {
          // Goes on waiting, because a write to a pipe cannot be interrupted either.
          isInterrupted = true;
        }
      }
      lines.add(event.getFormattedMessage());
      if (isInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
