package io.hedgerow.gateway.telemetry.trace;

import io.hedgerow.core.race.Attempt;
import io.hedgerow.core.race.CancelReason;
import io.hedgerow.core.race.Outcome;
import io.hedgerow.gateway.telemetry.EndedRequest;
import io.hedgerow.gateway.telemetry.RequestListener;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The spans of one sampled request: its own, and as its children one for each attempt.
 *
 * <p>An attempt that did not succeed is an error of its span. One that was cancelled is not:
 * another attempt won, or the caller left. The request's span is an error when the answer is a 5xx.
 */
final class RequestSpans implements RequestListener {
  private final Tracer tracer;
  private final Span span;
  private final Context context;
  private final long startNanos;
  private final SpanClock clock;
  private final UpstreamTarget upstream;
  // Attempt k stands at k - 1: they start in the order of their numbers.
  private final List<Span> attempts = new ArrayList<>(3);

  RequestSpans(
      Tracer tracer, Span span, long startNanos, SpanClock clock, UpstreamTarget upstream) {
    this.tracer = tracer;
    this.span = span;
    this.context = Context.root().with(span);
    this.startNanos = startNanos;
    this.clock = clock;
    this.upstream = upstream;
  }

  @Override
  public String traceId() {
    return span.getSpanContext().getTraceId();
  }

  @Override
  public void onAttemptStarted(Attempt attempt) {
    attempts.add(
        tracer
            .spanBuilder(upstream.spanName())
            .setParent(context)
            .setSpanKind(SpanKind.CLIENT)
            .setStartTimestamp(clock.epochNanosAt(attempt.launchedAtNanos()), TimeUnit.NANOSECONDS)
            .startSpan()
            .setAllAttributes(upstream.attributes())
            .setAttribute(SpanKeys.NUMBER, (long) attempt.number())
            .setAttribute(SpanKeys.ROLE, attempt.reason().role())
            .setAttribute(SpanKeys.LAUNCH_REASON, attempt.reason().label()));
  }

  @Override
  public void onAttemptSending(int number, MultiMap headers) {
    Span attempt = attempts.get(number - 1);
    attempt.addEvent("sending", clock.epochNanos(), TimeUnit.NANOSECONDS);
    TraceContext.put(attempt, headers);
  }

  @Override
  public void onAttemptEnded(Attempt attempt, Outcome outcome, long durationNanos) {
    Span ended = attempts.get(attempt.number() - 1);
    ended.setAttribute(SpanKeys.OUTCOME, outcome.label());
    outcome.upstreamStatus().ifPresent(s -> ended.setAttribute(SpanKeys.STATUS, (long) s));
    switch (outcome) {
      case Outcome.Succeeded() -> {}
      case Outcome.Cancelled(CancelReason reason) ->
          ended.setAttribute(SpanKeys.CANCEL_REASON, reason.label());
      case Outcome.BadStatus(int status) ->
          fail(ended, Integer.toString(status), "the upstream answered " + status);
      case Outcome.Failure failure -> fail(ended, failure.label(), failure.detail());
      case Outcome.TimedOut() -> fail(ended, outcome.label(), "still running at the deadline");
    }
    ended.end(clock.epochNanosAt(attempt.launchedAtNanos() + durationNanos), TimeUnit.NANOSECONDS);
  }

  @Override
  public void onRequestEnded(EndedRequest request) {
    span.setAttribute(SpanKeys.VERDICT, request.verdict().label());
    if (request.timeoutNanos() > 0) {
      span.setAttribute(SpanKeys.TIMEOUT, request.timeoutNanos() / 1_000_000);
    }
    if (request.isTimed()) {
      span.setAttribute(SpanKeys.HEADROOM, Math.floorDiv(request.headroomNanos(), 1_000_000L));
    }
    if (request.winner() > 0) {
      span.setAttribute(SpanKeys.WINNER, (long) request.winner());
    }
    if (request.status() > 0) {
      span.setAttribute(SpanKeys.STATUS, (long) request.status());
    }
    if (request.status() >= 500) {
      fail(span, request.verdict().label(), request.verdict().label());
    }
    span.end(clock.epochNanosAt(startNanos + request.durationNanos()), TimeUnit.NANOSECONDS);
  }

  private static void fail(Span span, String type, String description) {
    span.setAttribute(SpanKeys.ERROR_TYPE, type).setStatus(StatusCode.ERROR, description);
  }
}
