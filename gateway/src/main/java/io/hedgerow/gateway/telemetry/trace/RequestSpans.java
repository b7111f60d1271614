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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * The spans of one sampled request: one for the request and a child for each attempt, with names
 * such as {@code attempt 2 (hedge, won)}.
 *
 * <p>The span of an attempt that failed or timed out is an error. The span of a cancelled attempt
 * is not: another attempt won, or the caller left. The request's span is an error if the gateway
 * itself answers 5xx.
 *
 * <p>The attempts' spans are ended together with the request's span, because the winner is not
 * known earlier. Their end times are those of the attempts.
 */
final class RequestSpans implements RequestListener {
  /** An attempt and its span. {@code endEpochNanos} is 0 until the attempt has ended. */
  private static final class AttemptSpan {
    private final Attempt attempt;
    private final Span span;
    private long endEpochNanos;

    AttemptSpan(Attempt attempt, Span span) {
      this.attempt = attempt;
      this.span = span;
    }
  }

  private final Tracer tracer;
  private final Span span;
  private final Context context;
  private final long startNanos;
  private final SpanClock clock;
  private final UpstreamTarget upstream;
  // Attempt k is at index k - 1, because attempts start in the order of their numbers.
  private final List<AttemptSpan> attempts = new ArrayList<>(3);

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
    Span started =
        tracer
            .spanBuilder(name(attempt))
            .setParent(context)
            .setSpanKind(SpanKind.CLIENT)
            .setStartTimestamp(clock.epochNanosAt(attempt.launchedAtNanos()), TimeUnit.NANOSECONDS)
            .startSpan()
            .setAllAttributes(upstream.common())
            .setAttribute(SpanKeys.NUMBER, (long) attempt.number())
            .setAttribute(SpanKeys.ROLE, attempt.reason().role())
            .setAttribute(SpanKeys.LAUNCH_REASON, attempt.reason().label());
    attempts.add(new AttemptSpan(attempt, started));
  }

  @Override
  public void onAttemptSending(int number, BiConsumer<String, String> headers) {
    Span attempt = attempts.get(number - 1).span;
    attempt.addEvent("sending", clock.epochNanos(), TimeUnit.NANOSECONDS);
    TraceContext.put(attempt, headers);
  }

  @Override
  public void onAttemptEnded(Attempt attempt, Outcome outcome, long durationNanos) {
    AttemptSpan attemptSpan = attempts.get(attempt.number() - 1);
    Span ended = attemptSpan.span;
    ended
        .setAllAttributes(upstream.at(attempt.replica()))
        .setAttribute(SpanKeys.OUTCOME, outcome.label());
    outcome.upstreamStatus().ifPresent(s -> ended.setAttribute(SpanKeys.STATUS, (long) s));
    switch (outcome) {
      case Outcome.Answer _ -> {}
      case Outcome.Cancelled(CancelReason reason) ->
          ended.setAttribute(SpanKeys.CANCEL_REASON, reason.label());
      case Outcome.BadStatus(int status) ->
          fail(ended, Integer.toString(status), "the upstream answered " + status);
      case Outcome.Failure failure -> fail(ended, failure.label(), failure.detail());
      case Outcome.TimedOut() -> fail(ended, outcome.label(), "still running at the deadline");
    }
    attemptSpan.endEpochNanos = clock.epochNanosAt(attempt.launchedAtNanos() + durationNanos);
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
      AttemptSpan winner = attempts.get(request.winner() - 1);
      winner.span.updateName(winnerName(winner.attempt)).setAttribute(SpanKeys.WON, true);
    }
    for (AttemptSpan attempt : attempts) {
      attempt.span.end(attempt.endEpochNanos, TimeUnit.NANOSECONDS);
    }
    if (request.status() > 0) {
      span.setAttribute(SpanKeys.STATUS, (long) request.status());
    }
    if (request.isFailure()) {
      fail(span, request.verdict().label(), request.verdict().label());
    }
    span.end(clock.epochNanosAt(startNanos + request.durationNanos()), TimeUnit.NANOSECONDS);
  }

  private static String name(Attempt attempt) {
    return "attempt " + attempt.number() + (attempt.reason().isHedge() ? " (hedge)" : "");
  }

  private static String winnerName(Attempt attempt) {
    return "attempt "
        + attempt.number()
        + (attempt.reason().isHedge() ? " (hedge, won)" : " (won)");
  }

  private static void fail(Span span, String type, String description) {
    span.setAttribute(SpanKeys.ERROR_TYPE, type).setStatus(StatusCode.ERROR, description);
  }
}
