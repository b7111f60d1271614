package io.hedgerow.gateway.api;

import io.hedgerow.core.race.Verdict;
import io.hedgerow.gateway.inbound.CallerConnections;
import io.hedgerow.gateway.loop.Loop;
import io.hedgerow.gateway.telemetry.EndedRequest;
import io.hedgerow.gateway.telemetry.Listener;
import io.hedgerow.gateway.telemetry.RequestListener;
import io.hedgerow.gateway.telemetry.StartedRequest;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/**
 * One request of a caller, from its head to the last byte of its answer. It is answered at most
 * once, and its listener is told its end exactly once, after all attempts have ended.
 *
 * <p>Belongs to the event loop that read it.
 */
final class ApiRequest {
  private static final CharSequence NO_STORE = HttpHeaders.createOptimized("no-store");

  /** The verdict when nobody is there to be answered. */
  private static final String CALLER_LEFT = "caller-left";

  private final Loop loop;
  private final CallerConnections connections;
  private final HttpServerRequest http;
  private final long startNanos;
  private final RequestListener listener;
  private long timeoutNanos;
  private @Nullable Answer answer;
  private int winner;
  private Future<Void> written = Future.failedFuture("nothing to write");

  /** A request that has just come, of which the listener is told. */
  ApiRequest(
      Loop loop,
      CallerConnections connections,
      HttpServerRequest http,
      @Nullable Endpoint endpoint,
      Listener listener) {
    this.loop = loop;
    this.connections = connections;
    this.http = http;
    this.startNanos = loop.nowNanos();
    connections.onRequestStarted(http.connection(), startNanos);
    this.listener =
        listener.onRequestStarted(
            new StartedRequest(
                endpoint == null ? StartedRequest.NO_ENDPOINT : endpoint.label(),
                String.valueOf(http.method()),
                http.isSSL() ? "https" : "http",
                String.valueOf(http.path()),
                http.headers(),
                startNanos));
  }

  HttpServerRequest http() {
    return http;
  }

  HttpServerResponse response() {
    return http.response();
  }

  long startNanos() {
    return startNanos;
  }

  RequestListener listener() {
    return listener;
  }

  /** What the caller asked for; until then it has none. */
  void onTimeoutKnown(long timeoutNanos) {
    this.timeoutNanos = timeoutNanos;
  }

  /** Answers a request that has no race, and ends it. */
  void answer(Answer answer) {
    write(answer);
    end();
  }

  /** Answers with what the race came to, if anybody is there. */
  void answerRace(Verdict<Buffer> verdict, @Nullable Answer answer) {
    if (verdict instanceof Verdict.Won<Buffer>(int number, Buffer _)) {
      winner = number;
    }
    if (answer != null) {
      write(answer);
    }
  }

  /** Writes the answer, unless there has been one or the caller has left. */
  void write(Answer answer) {
    HttpServerResponse response = http.response();
    if (response.ended() || response.closed()) {
      return;
    }
    this.answer = answer;
    response
        .setStatusCode(answer.status())
        .putHeader(HttpHeaders.CONTENT_TYPE, answer.contentType())
        .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(answer.body().length()))
        .putHeader(HttpHeaders.CACHE_CONTROL, NO_STORE);
    written = http.method().equals(HttpMethod.HEAD) ? response.end() : response.end(answer.body());
  }

  /** Nothing of the request is left but the answer on its way out. */
  void end() {
    Answer given = answer;
    written.onComplete(
        _ -> onEnded(given == null ? CALLER_LEFT : given.verdict(), given),
        _ -> onEnded(CALLER_LEFT, null));
  }

  private void onEnded(String verdict, @Nullable Answer given) {
    long nowNanos = loop.nowNanos();
    connections.onRequestEnded(http.connection(), nowNanos);
    listener.onRequestEnded(
        new EndedRequest(
            verdict,
            given == null ? 0 : given.status(),
            winner,
            timeoutNanos,
            nowNanos - startNanos,
            listener.traceId()));
  }
}
