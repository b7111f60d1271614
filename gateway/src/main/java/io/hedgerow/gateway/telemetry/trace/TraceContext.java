package io.hedgerow.gateway.telemetry.trace;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.extension.trace.propagation.B3Propagator;
import io.vertx.core.MultiMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The trace that a request belongs to, as headers tell it. From the caller: W3C Trace Context, else
 * B3 in one header or several; what is malformed counts as not there. To the upstream: W3C Trace
 * Context.
 */
final class TraceContext {
  private static final TextMapPropagator W3C = W3CTraceContextPropagator.getInstance();

  /** It reads both forms of B3, whichever it would write. */
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

  /** Makes {@code span} the parent of what the receiver of the headers does. */
  static void put(Span span, MultiMap headers) {
    W3C.inject(Context.root().with(span), headers, (_, name, value) -> headers.set(name, value));
  }

  /** A repeated header is one list (RFC 9110, section 5.3), and no list is a traceparent. */
  private static @Nullable String header(@Nullable MultiMap headers, String name) {
    List<String> values = headers == null ? List.of() : headers.getAll(name);
    return values.isEmpty() ? null : String.join(",", values);
  }
}
