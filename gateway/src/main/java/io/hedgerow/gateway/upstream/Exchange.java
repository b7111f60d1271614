package io.hedgerow.gateway.upstream;

import io.hedgerow.core.race.CancelReason;
import io.hedgerow.core.race.Outcome;
import io.hedgerow.gateway.loop.Loop;
import io.hedgerow.gateway.loop.Timer;
import io.hedgerow.gateway.settings.CancelSettings;
import io.hedgerow.gateway.settings.CancelSettings.CancelPolicy;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.Http2Error;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer, on one HTTP/1.1 connection or one HTTP/2 stream. It reports its end
 * once, then returns the connection to the lane or closes it.
 *
 * <p>Implementer's note. The states are {@code AWAITING_HEAD → READING_BODY → OVER}. An answer that
 * is no longer needed may be drained ({@code DRAINING}): read to its end and discarded, within a
 * limit of time and bytes. Three kinds of answers are drained: the rest of one with a bad status,
 * which is reported at its head because that may launch a hedge; a loser on an HTTP/2 connection
 * whose reset budget is used up; and every loser with {@code upstream.cancel=drain}. Whatever
 * Vert.x reports after {@code OVER} is a consequence of our own cancel and is dropped.
 *
 * <p>Belongs to the event loop of its connection.
 */
final class Exchange {
  /** Gets exactly one of these calls, once, unless the exchange is cancelled first. */
  interface Listener {
    /** Status 200 and a valid payload. */
    void onAnswered(Buffer body);

    /** An invalid answer, one that broke off, or bytes that are not HTTP. */
    void onFailed(Outcome.Failure failure);

    /**
     * The connection or stream ended before any part of an answer arrived.
     *
     * @param retry ALLOWED if the connection was stale, or the upstream did not process the request
     */
    void onLostBeforeAnswer(Retry retry, Outcome.Failure failure);
  }

  /** Whether a lost request may be retried on a fresh connection. */
  enum Retry {
    ALLOWED,
    FORBIDDEN
  }

  /** The connection no longer speaks HTTP, although the gateway did not ask for that. */
  private static final int SWITCHING_PROTOCOLS = 101;

  /** The option {@code close} in the list of a Connection header. */
  private static final Pattern CLOSE = Pattern.compile("(?i)(?:^|[ ,])close(?:$|[ ,])");

  private enum State {
    AWAITING_HEAD,
    READING_BODY,
    DRAINING,
    OVER
  }

  private final Loop loop;
  private final Lane lane;
  private final UpstreamConnection connection;
  private final CancelSettings cancelling;
  private final WireTally tally;
  private final Listener listener;
  private final boolean isOnReused;
  private final long startedNanos;

  private State state = State.AWAITING_HEAD;
  private @Nullable HttpClientRequest request;
  private boolean isReusable;
  private @Nullable Buffer body;
  private int readBytes;
  private @Nullable Timer drainTimer;

  Exchange(
      Loop loop,
      Lane lane,
      UpstreamConnection connection,
      CancelSettings cancelling,
      WireTally tally,
      Listener listener) {
    this.loop = loop;
    this.lane = lane;
    this.connection = connection;
    this.cancelling = cancelling;
    this.tally = tally;
    this.listener = listener;
    this.isOnReused = connection.isReused();
    this.startedNanos = loop.nowNanos();
  }

  /** Sends the request. */
  void start(RequestOptions options) {
    connection.http().request(options).onComplete(this::send, this::onLost);
  }

  /** Ends the exchange without telling the listener; idempotent. */
  void cancel(CancelReason reason) {
    if (state != State.AWAITING_HEAD && state != State.READING_BODY) {
      return;
    }
    boolean isSilent = connection.heardNanos() - startedNanos < 0;
    if (reason == CancelReason.DEADLINE && isSilent && connection.isMultiplexed()) {
      // Nothing came before the deadline, so the connection may be dead.
      tally.connectionsSuspected++;
      lane.suspect(connection);
    }
    boolean mayAbort =
        cancelling.policy() == CancelPolicy.ABORT
            && (!connection.isMultiplexed() || connection.mayReset(loop.nowNanos()));
    if (mayAbort) {
      abort();
    } else {
      drain();
    }
  }

  private void send(HttpClientRequest request) {
    if (state == State.OVER) {
      return;
    }
    this.request = request;
    // Without a handler Vert.x logs every lost connection; the response's future fails anyway.
    request.exceptionHandler(_ -> {});
    request.response().onComplete(this::onHead, this::onLost);
    request.end();
  }

  private void onHead(HttpClientResponse response) {
    if (state == State.OVER) {
      return;
    }
    connection.onHeard(loop.nowNanos());
    response.exceptionHandler(this::onLost);
    response.handler(this::onChunk);
    response.endHandler(_ -> onEnd());
    isReusable = connection.isMultiplexed() || isReusableAfter(response);
    if (state == State.DRAINING) {
      return;
    }
    if (response.statusCode() == 200) {
      state = State.READING_BODY;
    } else {
      if (isReusable) {
        drain();
      } else {
        abort();
      }
      listener.onFailed(new Outcome.BadStatus(response.statusCode()));
    }
  }

  private void onChunk(Buffer chunk) {
    if (state == State.OVER) {
      return;
    }
    connection.onHeard(loop.nowNanos());
    readBytes += chunk.length();
    if (readBytes > Payload.LIMIT_BYTES) {
      boolean isReported = state == State.DRAINING;
      tally.drainsAborted += isReported ? 1 : 0;
      abort();
      if (!isReported) {
        listener.onFailed(new Outcome.TooLarge(Payload.LIMIT_BYTES));
      }
    } else if (state == State.READING_BODY) {
      body = body == null ? chunk : body.appendBuffer(chunk);
    }
  }

  private void onEnd() {
    State ended = state;
    if (ended == State.OVER) {
      return;
    }
    end();
    if (isReusable) {
      lane.release(connection);
    } else {
      connection.http().close();
    }
    if (ended == State.READING_BODY) {
      Buffer whole = body == null ? Buffer.buffer() : body;
      Outcome.BadPayload failure = Payload.check(whole);
      if (failure == null) {
        listener.onAnswered(whole);
      } else {
        listener.onFailed(failure);
      }
    }
  }

  private void onLost(Throwable cause) {
    State lostIn = state;
    if (lostIn == State.OVER) {
      return;
    }
    end();
    if (!connection.isMultiplexed()) {
      connection.http().close();
    } else {
      if (ConnectionLoss.isOfConnection(cause)) {
        lane.retire(connection);
        forgetStream();
      }
      lane.release(connection);
    }
    switch (lostIn) {
      case AWAITING_HEAD -> {
        // An error of a whole HTTP/2 connection may be the fault of another request.
        boolean isStale =
            isOnReused
                && (ConnectionLoss.isSilent(cause)
                    || (connection.isMultiplexed() && ConnectionLoss.isOfConnection(cause)));
        boolean isUnprocessed =
            ConnectionLoss.isRefused(cause)
                || (request != null && connection.isBeyondGoAway(request.streamId()));
        // With TLS 1.3 the upstream rejects our certificate, or its absence, only after we have
        // started to send.
        Outcome.Failure failure =
            cause.getCause() instanceof SSLException
                ? ConnectFailure.of(cause)
                : ConnectionLoss.of(cause, "before the answer");
        Retry retry = isStale || isUnprocessed ? Retry.ALLOWED : Retry.FORBIDDEN;
        listener.onLostBeforeAnswer(retry, failure);
      }
      case READING_BODY -> listener.onFailed(ConnectionLoss.of(cause, "inside the answer"));
      case DRAINING, OVER -> {}
    }
  }

  private void drain() {
    state = State.DRAINING;
    tally.drained++;
    drainTimer =
        loop.scheduleAt(
            loop.nowNanos() + cancelling.drainTimeout().nanos(),
            () -> {
              tally.drainsAborted++;
              abort();
            });
  }

  /** Closes the connection (HTTP/1.1) or resets the stream (HTTP/2). */
  private void abort() {
    end();
    if (!connection.isMultiplexed()) {
      tally.connectionsAborted++;
      connection.http().close();
      return;
    }
    if (request != null) {
      tally.streamsReset++;
      connection.onReset(loop.nowNanos());
      // The future fails if the stream has ended in the meantime, which does not matter.
      request.reset(Http2Error.CANCEL.code()).onFailure(_ -> {});
    }
    lane.release(connection);
  }

  /**
   * A connection may fail as it writes and still have answers to read, which Vert.x logs as errors
   * if they come for a request that has failed and was not reset.
   */
  private void forgetStream() {
    if (request != null) {
      request.reset(Http2Error.CANCEL.code()).onFailure(_ -> {});
    }
  }

  private void end() {
    state = State.OVER;
    if (drainTimer != null) {
      drainTimer.cancel();
    }
  }

  /** Whether the upstream keeps the connection open: RFC 9112, sections 6.3 and 9.3. */
  private static boolean isReusableAfter(HttpClientResponse response) {
    if (response.statusCode() == SWITCHING_PROTOCOLS) {
      return false;
    }
    MultiMap headers = response.headers();
    boolean hasLength =
        headers.contains(HttpHeaderNames.CONTENT_LENGTH)
            || headers.contains(HttpHeaderNames.TRANSFER_ENCODING);
    return hasLength
        && headers.getAll(HttpHeaderNames.CONNECTION).stream().noneMatch(CLOSE.asPredicate());
  }
}
