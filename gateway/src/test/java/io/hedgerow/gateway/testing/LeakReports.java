package io.hedgerow.gateway.testing;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/**
 * The reports of Netty's leak detector: buffers that were garbage collected but never released.
 * Netty reports each place of a leak once per process, and only when the next buffer is allocated.
 * Reports are therefore kept for the whole process, from the first {@link RunningGateway} on.
 */
public final class LeakReports {
  /** Marks leaks that a test made on purpose. */
  public static final String ON_PURPOSE = "forgotten on purpose";

  private static final String NAME = "leaks";
  private static final long COLLECTION_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final ListAppender<ILoggingEvent> appender;

  private LeakReports(ListAppender<ILoggingEvent> appender) {
    this.appender = appender;
  }

  /** Starts to collect reports, unless already started. */
  public static synchronized LeakReports keep() {
    Logger logger = (Logger) LoggerFactory.getLogger(ResourceLeakDetector.class);
    if (logger.getAppender(NAME) instanceof ListAppender<ILoggingEvent> kept) {
      return new LeakReports(kept);
    }
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    ListAppender<ILoggingEvent> appender = new ListAppender<>();
    appender.setName(NAME);
    appender.start();
    logger.addAppender(appender);
    return new LeakReports(appender);
  }

  /** Fails if a test of this process leaked a buffer other than on purpose. */
  public static void assertNone() {
    assertThat(keep().reports()).filteredOn(leak -> !leak.contains(ON_PURPOSE)).isEmpty();
  }

  /** Collects garbage, lets Netty check for leaks, and returns all reports. */
  public List<String> reports() {
    // Two collections: objects that the first one finalizes may hold the last reference.
    for (int i = 0; i < 2; i++) {
      collectGarbage();
      ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(1);
      buffer.release();
    }
    synchronized (appender) { // the appender locks itself while it appends
      return appender.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }
  }

  /** Returns once an object created and dropped here has been collected. */
  public static void collectGarbage() {
    ReferenceQueue<Object> collected = new ReferenceQueue<>();
    WeakReference<Object> canary = new WeakReference<>(new Object(), collected);
    long startNanos = System.nanoTime();
    try {
      do {
        System.gc();
      } while (collected.remove(100) == null
          && System.nanoTime() - startNanos < COLLECTION_LIMIT_NANOS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    assertThat(canary.refersTo(null)).as("garbage was collected").isTrue();
  }
}
