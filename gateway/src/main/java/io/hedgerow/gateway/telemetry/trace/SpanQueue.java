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
 * A bounded queue of ended spans. OpenTelemetry's batch processor passes them to the exporter on
 * its own thread. Spans that arrive when the queue is full, or that the collector does not accept,
 * are dropped and counted. One log line reports that the collector fails, and one that it
 * recovered.
 *
 * <p>Any thread may call it; no method blocks. Owns and closes the exporter.
 */
final class SpanQueue implements SpanProcessor {
  private static final Logger LOG = LoggerFactory.getLogger(SpanQueue.class);

  private final SpanExporter exporter;
  private final UpstreamUrl collector;
  private final int waitingMax;
  private final SpanProcessor batches;
  // Spans that ended and are neither exported nor dropped yet. They are counted here because the
  // batch processor reports its own drops only to a meter. It never gets more than waitingMax
  // spans, so it never drops any.
  private final AtomicInteger waiting = new AtomicInteger();
  private final LongAdder exported = new LongAdder();
  private final LongAdder dropped = new LongAdder();
  private final AtomicBoolean isFailing = new AtomicBoolean();

  /**
   * Creates a queue.
   *
   * @param collector the address that the exporter sends to, shown in the log
   */
  SpanQueue(SpanExporter exporter, UpstreamUrl collector, int waitingMax, Duration delay) {
    this.exporter = exporter;
    this.collector = collector;
    this.waitingMax = waitingMax;
    this.batches =
        BatchSpanProcessor.builder(new CountingExporter())
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
      LOG.info("trace export to {} recovered; {} spans dropped so far", collector, dropped.sum());
    }
  }

  private void onFailed(int spans, @Nullable Throwable failure) {
    waiting.addAndGet(-spans);
    dropped.add(spans);
    if (isFailing.compareAndSet(false, true)) {
      LOG.warn(
          "trace export to {} fails: {}; spans are dropped until it recovers",
          collector,
          why(failure));
    }
  }

  /** The reason, without keys that the collector's URL may contain. */
  private String why(@Nullable Throwable failure) {
    Throwable cause = failure == null || failure.getCause() == null ? failure : failure.getCause();
    return cause == null || cause.getMessage() == null
        ? "rejected by the collector"
        : cause.getClass().getSimpleName()
            + ": "
            + cause.getMessage().replace(collector.unmasked(), collector.toString());
  }

  /** Passes batches to the exporter and counts the results. */
  private final class CountingExporter implements SpanExporter {
    @Override
    public CompletableResultCode export(Collection<SpanData> batch) {
      // The batch processor clears the batch once this has returned and the result is complete.
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
