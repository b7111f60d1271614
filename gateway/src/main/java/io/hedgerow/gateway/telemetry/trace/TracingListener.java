package io.hedgerow.gateway.telemetry.trace;

import io.hedgerow.gateway.telemetry.Destination;
import io.hedgerow.gateway.telemetry.Listener;
import io.hedgerow.gateway.telemetry.RequestListener;
import io.hedgerow.gateway.telemetry.StartedRequest;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.common.Clock;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.net.HostAndPort;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Starts a server span for each request that has a route. Other requests have no span, so that a
 * scanner cannot fill the collector.
 *
 * <p>Immutable; all event loops call it.
 */
final class TracingListener implements Listener {
  /**
   * The methods of RFC 9110 and RFC 5789. All others become {@code _OTHER}, because a caller can
   * invent any number of them.
   */
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH");

  private static final RequestListener NO_TRACE = new UnsampledRequest(Span.getInvalid());

  private final Tracer tracer;
  private final Clock clock;

  /**
   * Creates a listener.
   *
   * @param clock its {@link Clock#nanoTime()} must be the clock of the requests' times
   */
  TracingListener(Tracer tracer, Clock clock) {
    this.tracer = tracer;
    this.clock = clock;
  }

  @Override
  public RequestListener onRequestStarted(StartedRequest request) {
    Destination destination = request.destination();
    if (destination == null) {
      return NO_TRACE;
    }
    boolean isKnownMethod = METHODS.contains(request.method());
    String path = destination.match().path().toString();
    SpanClock spanClock = SpanClock.of(clock);
    Span span =
        tracer
            .spanBuilder((isKnownMethod ? request.method() : "HTTP") + " " + path)
            .setParent(TraceContext.from(request.headers()))
            .setSpanKind(SpanKind.SERVER)
            .setStartTimestamp(spanClock.epochNanosAt(request.startNanos()), TimeUnit.NANOSECONDS)
            .startSpan();
    if (!span.isRecording()) {
      return new UnsampledRequest(span);
    }
    span.setAttribute(SpanKeys.METHOD, isKnownMethod ? request.method() : "_OTHER")
        .setAttribute(SpanKeys.METHOD_ORIGINAL, isKnownMethod ? null : request.method())
        .setAttribute(SpanKeys.ROUTE, path)
        .setAttribute(SpanKeys.SCHEME, request.scheme())
        .setAttribute(SpanKeys.PATH, request.path())
        .setAttribute(SpanKeys.USER_AGENT, request.headers().get(HttpHeaders.USER_AGENT))
        .setAttribute(SpanKeys.ROUTE_NAME, request.route());
    HostAndPort host = host(request);
    if (host != null) {
      span.setAttribute(SpanKeys.SERVER_ADDRESS, host.host())
          .setAttribute(SpanKeys.SERVER_PORT, (long) host.port());
    }
    return new RequestSpans(
        tracer, span, request.startNanos(), spanClock, UpstreamTarget.of(destination));
  }

  private static @Nullable HostAndPort host(StartedRequest request) {
    String header = request.headers().get(HttpHeaders.HOST);
    int defaultPort = request.scheme().equals("https") ? 443 : 80;
    return header == null ? null : HostAndPort.parseAuthority(header, defaultPort);
  }
}
