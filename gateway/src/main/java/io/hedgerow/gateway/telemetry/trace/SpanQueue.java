package io.hedgerow.gateway.telemetry.trace;

import io.hedgerow.gateway.settings.UpstreamUrl;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ended spans on their way to the collector: a bounded number of them waits, and OpenTelemetry's
 * batch processor takes them to the exporter on a thread of its own. A span that finds no room, or
 * that the collector does not take, is dropped and counted. That the collector fails, and that it
 * works again, is logged once each time.
 *
 * <p>Any thread may call it; nothing here waits. Closes the exporter.
 */
final class SpanQueue implements SpanProcessor {
  private static final Logger LOG = LoggerFactory.getLogger(SpanQueue.class);

  private final SpanExporter exporter;
  private final UpstreamUrl collector;
  private final int waitingMax;
  private final SpanProcessor batches;
  // Ended and neither exported nor dropped. The batch processor tells what it drops to a meter
  // only; as it never holds more than these, it never drops.
  private final AtomicInteger waiting = new AtomicInteger();
  private final LongAdder exported = new LongAdder();
  private final LongAdder dropped = new LongAdder();
  private final AtomicBoolean isFailing = new AtomicBoolean();

  /**
   * A queue.
   *
   * @param collector where the exporter takes the spans, for the log
   */
  SpanQueue(SpanExporter exporter, UpstreamUrl collector, int waitingMax, Duration delay) {
    this.exporter = exporter;
    this.collector = collector;
    this.waitingMax = waitingMax;
    this.batches =
        BatchSpanProcessor.builder(new Watched())
            .setMaxQueueSize(waitingMax)
            .setMaxExportBatchSize(Math.min(waitingMax, 512))
            .setScheduleDelay(delay)
            .build();
  }

  long exported() {
    return exported.sum();
  }

  long dropped() {
    return dropped.sum();
  }

  @Override
  public void onStart(Context parent, ReadWriteSpan span) {}

  @Override
  public boolean isStartRequired() {
    return false;
  }

  @Override
  public void onEnd(ReadableSpan span) {
    if (waiting.incrementAndGet() > waitingMax) {
      waiting.decrementAndGet();
      dropped.increment();
    } else {
      batches.onEnd(span);
    }
  }

  @Override
  public boolean isEndRequired() {
    return true;
  }

  @Override
  public CompletableResultCode shutdown() {
    return batches.shutdown();
  }

  @Override
  public CompletableResultCode forceFlush() {
    return batches.forceFlush();
  }

  private void onExported(int spans) {
    waiting.addAndGet(-spans);
    exported.add(spans);
    if (isFailing.compareAndSet(true, false)) {
      LOG.info("traces reach {} again; {} spans were dropped so far", collector, dropped.sum());
    }
  }

  private void onFailed(int spans, @Nullable Throwable failure) {
    waiting.addAndGet(-spans);
    dropped.add(spans);
    if (isFailing.compareAndSet(false, true)) {
      LOG.warn(
          "traces do not reach {}: {}; spans are dropped until they do", collector, why(failure));
    }
  }

  /** The reason for the log, which must not show a key in the collector's URL. */
  private String why(@Nullable Throwable failure) {
    Throwable cause = failure == null || failure.getCause() == null ? failure : failure.getCause();
    return cause == null || cause.getMessage() == null
        ? "it refuses them"
        : cause.getClass().getSimpleName()
            + ": "
            + cause.getMessage().replace(collector.unmasked(), collector.toString());
  }

  /** The exporter as the batch processor sees it: what becomes of each batch is noted. */
  private final class Watched implements SpanExporter {
    @Override
    public CompletableResultCode export(Collection<SpanData> batch) {
      // The batch is emptied once this has returned and the result is there.
      int spans = batch.size();
      CompletableResultCode result = result(batch);
      return result.whenComplete(
          () -> {
            if (result.isSuccess()) {
              onExported(spans);
            } else {
              onFailed(spans, result.getFailureThrowable());
            }
          });
    }

    private CompletableResultCode result(Collection<SpanData> batch) {
      try {
        return exporter.export(batch);
      } catch (RuntimeException e) {
        return CompletableResultCode.ofExceptionalFailure(e);
      }
    }

    @Override
    public CompletableResultCode flush() {
      return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
      return exporter.shutdown();
    }
  }
}
