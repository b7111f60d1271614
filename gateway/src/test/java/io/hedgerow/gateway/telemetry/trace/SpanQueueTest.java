package io.hedgerow.gateway.telemetry.trace;

import static io.hedgerow.testing.Eventually.assertEventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.settings.UpstreamUrl;
import io.hedgerow.gateway.testing.LogCapture;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How ended spans are exported or dropped, with a scripted exporter. */
final class SpanQueueTest {
  private final LogCapture logged = new LogCapture(SpanQueue.class.getName());
  private final TestExporter exporter = new TestExporter();
  private final SpanQueue queue =
      new SpanQueue(exporter, UpstreamUrl.parse("http://collector/"), 3, Duration.ofMillis(1));
  private final SdkTracerProvider provider =
      SdkTracerProvider.builder().addSpanProcessor(queue).build();

  @AfterEach
  void close() {
    provider.shutdown();
    logged.close();
  }

  @Test
  void spans_upToTheLimit_waitAndOneMoreIsDropped() {
    CompletableResultCode slow = new CompletableResultCode();
    exporter.result = slow;

    end(1);
    // A span that is being exported still counts, because it still holds memory.
    assertEventually(() -> exporter.batches.size(), 1);
    end(2);
    assertThat(queue.dropped()).isZero();
    end(2);
    assertThat(queue.dropped()).isEqualTo(2);

    exporter.result = CompletableResultCode.ofSuccess();
    slow.succeed();
    assertEventually(queue::exported, 3L);
    end(3);
    assertEventually(queue::exported, 6L);
    assertThat(queue.dropped()).isEqualTo(2);
    assertThat(logged.lines()).isEmpty();
  }

  @Test
  void collector_failsAndRecovers_isLoggedOnceEach() {
    exporter.result = CompletableResultCode.ofExceptionalFailure(new IOException("no way"));
    for (int i = 1; i <= 3; i++) {
      end(1);
      assertEventually(queue::dropped, (long) i);
    }
    exporter.result = CompletableResultCode.ofSuccess();
    end(1);
    assertEventually(queue::exported, 1L);
    end(1);
    assertEventually(queue::exported, 2L);
    exporter.result = CompletableResultCode.ofFailure();
    end(1);
    assertEventually(queue::dropped, 4L);

    assertThat(logged.lines())
        .containsExactly(
            "WARN trace export to http://collector/ fails: IOException: no way; spans are dropped until it"
                + " recovers",
            "INFO trace export to http://collector/ recovered; 3 spans dropped so far",
            "WARN trace export to http://collector/ fails: rejected by the collector; spans are"
                + " dropped until it recovers");
  }

  @Test
  void exporter_throws_spansAreCountedAndItGoesOn() {
    exporter.bug = new IllegalStateException("a bug");
    end(1);
    assertEventually(queue::dropped, 1L);

    exporter.bug = null;
    end(3);
    assertEventually(queue::exported, 3L);
  }

  @Test
  void shutdown_withSpansWaiting_exportsThem() {
    end(2);
    assertThat(provider.shutdown().join(10, TimeUnit.SECONDS).isSuccess()).isTrue();
    assertThat(queue.exported()).isEqualTo(2);
  }

  private void end(int spans) {
    Tracer tracer = provider.get("test");
    for (int i = 0; i < spans; i++) {
      tracer.spanBuilder("span").startSpan().end();
    }
  }

  private static final class TestExporter implements SpanExporter {
    private final List<Integer> batches = new CopyOnWriteArrayList<>();
    private volatile CompletableResultCode result = CompletableResultCode.ofSuccess();
    private volatile @Nullable RuntimeException bug;

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
      batches.add(spans.size());
      RuntimeException thrown = bug;
      if (thrown != null) {
        throw thrown;
      }
      return result;
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }
}
