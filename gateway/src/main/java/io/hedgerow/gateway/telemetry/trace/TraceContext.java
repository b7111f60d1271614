package io.hedgerow.gateway.telemetry.trace;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.extension.trace.propagation.B3Propagator;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes trace context headers. From the caller it reads W3C Trace Context, otherwise B3
 * in a single header or several; it ignores malformed headers. To the upstream it writes W3C Trace
 * Context.
 */
final class TraceContext {
  private static final TextMapPropagator W3C = W3CTraceContextPropagator.getInstance();

  /** Reads both forms of B3, whichever form it writes. */
  private static final TextMapPropagator B3 = B3Propagator.injectingSingleHeader();

  private static final TextMapGetter<MultiMap> HEADERS = TraceContext::header;

  private TraceContext() {}

  /** The context that the caller sent, or the root if it sent none. */
  static Context from(MultiMap headers) {
    Context w3c = W3C.extract(Context.root(), headers, HEADERS);
    return Span.fromContext(w3c).getSpanContext().isValid()
        ? w3c
        : B3.extract(Context.root(), headers, HEADERS);
  }

  /** Makes {@code span} the parent of the receiver's spans. */
  static void put(Span span, BiConsumer<String, String> headers) {
    W3C.inject(Context.root().with(span), headers, (_, name, value) -> headers.accept(name, value));
  }

  /**
   * Joins the values of a repeated header with commas (RFC 9110, section 5.3). A repeated
   * traceparent is therefore malformed and ignored.
   */
  private static @Nullable String header(@Nullable MultiMap headers, String name) {
    List<String> values = headers == null ? List.of() : headers.getAll(name);
    return values.isEmpty() ? null : String.join(",", values);
  }
}
