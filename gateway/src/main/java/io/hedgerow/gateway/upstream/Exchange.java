package io.hedgerow.gateway.upstream;

import io.hedgerow.core.race.CancelReason;
import io.hedgerow.core.race.Outcome;
import io.hedgerow.core.race.Outcome.Unreachable.Cause;
import io.hedgerow.gateway.loop.Loop;
import io.hedgerow.gateway.loop.Timer;
import io.hedgerow.gateway.route.Route;
import io.hedgerow.gateway.route.SuccessRule;
import io.hedgerow.gateway.settings.CancelSettings;
import io.hedgerow.gateway.settings.CancelSettings.CancelPolicy;
import io.hedgerow.gateway.upstream.wire.Loss;
import io.hedgerow.gateway.upstream.wire.RequestHead;
import io.hedgerow.gateway.upstream.wire.Wire;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer, on one HTTP/1.1 connection or one HTTP/2 stream. It reports its end
 * once, then returns the connection to the lane or closes it.
 *
 * <p>Implementer's note. The states are {@code AWAITING_HEAD → READING_BODY → OVER}. An answer that
 * is no longer needed may be drained ({@code DRAINING}): read to its end and discarded, within a
 * limit of time and bytes. Three kinds of answers are drained: the rest of one with a bad status,
 * which is reported at its head because that may launch a hedge; a loser on an HTTP/2 connection
 * whose reset budget is used up; and every loser with {@code upstream.cancel=drain}.
 *
 * <p>Belongs to the event loop of its connection.
 */
final class Exchange implements Wire.AnswerListener {
  /** Gets exactly one of these calls, once, unless the exchange is cancelled first. */
  interface Listener {
    /** An answer that the route counts as a success. */
    void onSucceeded(UpstreamAnswer answer);

    /** An answer that is neither a success nor a failure. */
    void onFinal(UpstreamAnswer answer);

    /** An invalid answer, an incomplete one, or bytes that are not HTTP. */
    void onFailed(Outcome.Failure failure);

    /** The upstream asks for no more requests for this long; {@link #onFailed} follows. */
    void onRetryAfter(long delayNanos);

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

  private enum State {
    AWAITING_HEAD,
    READING_BODY,
    DRAINING,
    OVER
  }

  private static final int TOO_MANY_REQUESTS = 429;
  private static final int SERVICE_UNAVAILABLE = 503;

  /** Bytes of an unwanted answer read to keep its connection; more if the route allows more. */
  private static final long DRAIN_BYTES_MAX = 64 * 1024;

  /** Maximum memory allocated up front for an announced length. */
  private static final long PRESIZED_BYTES_MAX = 256 * 1024;

  private final Loop loop;
  private final Lane lane;
  private final UpstreamConnection connection;
  private final CancelSettings cancelling;
  private final WireTally tally;
  private final Route route;
  private final Listener listener;
  private final boolean isOnReused;
  private final long startedNanos;

  private State state = State.AWAITING_HEAD;
  private Wire.@Nullable Sent sent;
  private boolean isReusable;
  private int status;
  private long lengthBytes;
  private List<String> headers = List.of();
  private @Nullable Buffer body;
  private long readBytes;
  private @Nullable Timer drainTimer;

  Exchange(
      Loop loop,
      Lane lane,
      UpstreamConnection connection,
      CancelSettings cancelling,
      WireTally tally,
      Route route,
      Listener listener) {
    this.loop = loop;
    this.lane = lane;
    this.connection = connection;
    this.cancelling = cancelling;
    this.tally = tally;
    this.route = route;
    this.listener = listener;
    this.isOnReused = connection.isReused();
    this.startedNanos = loop.nowNanos();
  }

  /** Sends the request. */
  void start(RequestHead request) {
    sent = connection.wire().send(request, this);
  }

  /** Ends the exchange without telling the listener; idempotent. */
  void cancel(CancelReason reason) {
    if (state != State.AWAITING_HEAD && state != State.READING_BODY) {
      return;
    }
    boolean isSilent = connection.heardNanos() - startedNanos < 0;
    if (reason == CancelReason.DEADLINE && isSilent && connection.isMultiplexed()) {
      // Nothing arrived since this exchange started, so the connection may be dead.
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

  @Override
  public void onHead(
      int status,
      boolean isReusable,
      long lengthBytes,
      Iterable<? extends Map.Entry<? extends CharSequence, ? extends CharSequence>> fields) {
    connection.onHeard(loop.nowNanos());
    this.isReusable = isReusable;
    if (state == State.DRAINING) {
      return;
    }
    this.status = status;
    this.lengthBytes = lengthBytes;
    if (!route.success().statuses().contains(status) && !route.finals().contains(status)) {
      if (isReusable) {
        drain();
      } else {
        abort();
      }
      if (status == TOO_MANY_REQUESTS || status == SERVICE_UNAVAILABLE) {
        RetryAfter.read(fields).ifPresent(listener::onRetryAfter);
      }
      listener.onFailed(new Outcome.BadStatus(status));
      return;
    }
    List<String> passed = BackFields.of(route.pass().back(), fields);
    if (passed == null) {
      fail(new Outcome.ConnectionLost("not HTTP before the answer"));
    } else if (lengthBytes > bodyMax()) {
      fail(tooLarge());
    } else {
      headers = passed;
      state = State.READING_BODY;
    }
  }

  @Override
  public void onData(ByteBuf data) {
    connection.onHeard(loop.nowNanos());
    readBytes += data.readableBytes();
    if (state == State.DRAINING) {
      if (readBytes > Math.max(bodyMax(), DRAIN_BYTES_MAX)) {
        tally.drainsAborted++;
        abort();
      }
    } else if (readBytes > bodyMax()) {
      fail(tooLarge());
    } else {
      if (body == null) {
        long sizeBytes = Math.min(lengthBytes, PRESIZED_BYTES_MAX);
        body = Buffer.buffer((int) Math.max(sizeBytes, readBytes));
      }
      body.appendBytes(ByteBufUtil.getBytes(data));
    }
  }

  @Override
  public void onEnd() {
    State ended = state;
    end();
    if (isReusable) {
      lane.release(connection);
    } else {
      connection.wire().close();
    }
    if (ended == State.READING_BODY) {
      report(new UpstreamAnswer(status, headers, body == null ? Buffer.buffer() : body));
    }
  }

  private void report(UpstreamAnswer answer) {
    SuccessRule rule = route.success();
    boolean mayBeSuccess = rule.statuses().contains(status);
    String problem =
        mayBeSuccess && rule.json() != null ? Payload.check(rule.json(), answer.body()) : null;
    if (mayBeSuccess && problem == null) {
      listener.onSucceeded(answer);
    } else if (route.finals().contains(status)) {
      listener.onFinal(answer);
    } else {
      listener.onFailed(new Outcome.BadPayload(status, String.valueOf(problem)));
    }
  }

  @Override
  public void onLost(Loss loss) {
    State lostIn = state;
    end();
    if (!connection.isMultiplexed()) {
      connection.wire().close();
    } else {
      if (loss.isOfConnection()) {
        lane.retire(connection);
      }
      lane.release(connection);
    }
    switch (lostIn) {
      case AWAITING_HEAD -> {
        // An error of a whole HTTP/2 connection may be the fault of another request.
        boolean isStale =
            isOnReused
                && (loss.isSilent() || (connection.isMultiplexed() && loss.isOfConnection()));
        boolean isUnprocessed =
            loss.isRefused() || (sent != null && connection.isBeyondGoAway(sent.streamId()));
        // With TLS 1.3 the upstream rejects our certificate, or its absence, only after we have
        // started to send.
        Outcome.Failure failure =
            loss.kind() == Loss.Kind.TLS_FAILED
                ? new Outcome.Unreachable(Cause.TLS_FAILED)
                : ConnectionLoss.of(loss, "before the answer");
        Retry retry = isStale || isUnprocessed ? Retry.ALLOWED : Retry.FORBIDDEN;
        listener.onLostBeforeAnswer(retry, failure);
      }
      case READING_BODY -> listener.onFailed(ConnectionLoss.of(loss, "inside the answer"));
      case DRAINING, OVER -> {}
    }
  }

  private long bodyMax() {
    return route.success().bodyMax().bytes();
  }

  private Outcome.TooLarge tooLarge() {
    return new Outcome.TooLarge(status, (int) bodyMax());
  }

  private void fail(Outcome.Failure failure) {
    abort();
    listener.onFailed(failure);
  }

  private void drain() {
    state = State.DRAINING;
    body = null;
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
    if (sent != null) {
      sent.cancel();
    }
    if (connection.isMultiplexed()) {
      tally.streamsReset++;
      connection.onReset(loop.nowNanos());
      lane.release(connection);
    } else {
      tally.connectionsAborted++;
    }
  }

  private void end() {
    state = State.OVER;
    if (drainTimer != null) {
      drainTimer.cancel();
    }
  }
}
