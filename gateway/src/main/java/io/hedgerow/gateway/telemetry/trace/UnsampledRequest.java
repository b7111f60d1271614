package io.hedgerow.gateway.telemetry.trace;

import io.hedgerow.core.race.Attempt;
import io.hedgerow.core.race.Outcome;
import io.hedgerow.gateway.telemetry.EndedRequest;
import io.hedgerow.gateway.telemetry.RequestListener;
import io.opentelemetry.api.trace.Span;
import java.util.function.BiConsumer;

/**
 * A request that is not sampled. Nothing is recorded, but the upstream gets the trace context with
 * the sampling decision, so that it does not start a trace of its own.
 *
 * @param span a span that does not record; if it is invalid, no header is written
 */
record UnsampledRequest(Span span) implements RequestListener {
  @Override
  public void onAttemptStarted(Attempt attempt) {}

  @Override
  public void onAttemptSending(int number, BiConsumer<String, String> headers) {
    TraceContext.put(span, headers);
  }

  @Override
  public void onAttemptEnded(Attempt attempt, Outcome outcome, long durationNanos) {}

  @Override
  public void onRequestEnded(EndedRequest request) {}
}
