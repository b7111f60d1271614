package io.hedgerow.gateway.upstream;

import io.hedgerow.core.race.Outcome;
import io.hedgerow.gateway.loop.Loop;
import io.hedgerow.gateway.loop.Timer;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer on one connection. It tells its end once, and gives the connection
 * back to the lane or closes it.
 *
 * <p>Implementer's note. The states are {@code AWAITING_HEAD → READING_BODY → OVER}, with a detour:
 * a status other than 200 is told at once, since a hedge may be waiting for it, but if the upstream
 * keeps the connection open, the rest of that answer is read and thrown away ({@code LINGERING})
 * for a bounded time and number of bytes, which saves the connection. Whatever Vert.x reports after
 * {@code OVER} is the echo of our own closing and is dropped.
 *
 * <p>Belongs to the event loop of its connection.
 */
final class Exchange {
  /** Told exactly one of these, exactly once, unless the exchange is cancelled before. */
  interface Listener {
    /** Status 200 and a valid payload, as it came. */
    void onAnswered(Buffer body);

    /** An answer that is none, or something that is not HTTP in its place. */
    void onFailed(Outcome.Failure failure);

    /** The connection ended before anything of an answer had come. */
    void onLostBeforeAnswer(UpstreamConnection connection, Outcome.Failure failure);
  }

  /** The option {@code close} in the list that a Connection header is. */
  private static final Pattern CLOSE = Pattern.compile("(?i)(?:^|[ ,])close(?:$|[ ,])");

  private enum State {
    AWAITING_HEAD,
    READING_BODY,
    LINGERING,
    OVER
  }

  private final Loop loop;
  private final Lane lane;
  private final UpstreamConnection connection;
  private final long lingerNanos;
  private final Listener listener;

  private State state = State.AWAITING_HEAD;
  private boolean isReusable;
  private @Nullable Buffer body;
  private int readBytes;
  private @Nullable Timer lingerTimer;

  Exchange(
      Loop loop, Lane lane, UpstreamConnection connection, long lingerNanos, Listener listener) {
    this.loop = loop;
    this.lane = lane;
    this.connection = connection;
    this.lingerNanos = lingerNanos;
    this.listener = listener;
  }

  /** Sends the request. */
  void start(RequestOptions request) {
    connection.http().request(request).onComplete(this::send, this::onLost);
  }

  /** Ends the exchange without a word, by closing its connection; idempotent. */
  void cancel() {
    if (state == State.AWAITING_HEAD || state == State.READING_BODY) {
      close();
    }
  }

  private void send(HttpClientRequest request) {
    if (state == State.OVER) {
      return;
    }
    // Without a handler Vert.x logs every lost connection; the response's future tells us anyway.
    request.exceptionHandler(_ -> {});
    request.response().onComplete(this::onHead, this::onLost);
    request.end();
  }

  private void onHead(HttpClientResponse response) {
    if (state == State.OVER) {
      return;
    }
    response.exceptionHandler(this::onLost);
    response.handler(this::onChunk);
    response.endHandler(_ -> onEnd());
    isReusable = isReusableAfter(response);
    if (response.statusCode() != 200) {
      linger();
      listener.onFailed(new Outcome.BadStatus(response.statusCode()));
    } else {
      state = State.READING_BODY;
    }
  }

  private void linger() {
    if (isReusable) {
      state = State.LINGERING;
      lingerTimer = loop.scheduleAt(loop.nowNanos() + lingerNanos, this::close);
    } else {
      close();
    }
  }

  private void onChunk(Buffer chunk) {
    if (state == State.OVER) {
      return;
    }
    readBytes += chunk.length();
    if (readBytes > Payload.LIMIT_BYTES) {
      boolean isTold = state == State.LINGERING;
      close();
      if (!isTold) {
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
    if (isReusable) {
      end();
      lane.release(connection);
    } else {
      close();
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
    close();
    switch (lostIn) {
      case AWAITING_HEAD -> {
        Outcome.ConnectionLost loss = ConnectionLoss.of(cause, "before the answer");
        if (ConnectionLoss.isSilent(cause)) {
          listener.onLostBeforeAnswer(connection, loss);
        } else {
          listener.onFailed(loss);
        }
      }
      case READING_BODY -> listener.onFailed(ConnectionLoss.of(cause, "inside the answer"));
      case LINGERING, OVER -> {}
    }
  }

  private void close() {
    end();
    connection.http().close();
  }

  private void end() {
    state = State.OVER;
    if (lingerTimer != null) {
      lingerTimer.cancel();
    }
  }

  /**
   * Whether the upstream keeps the connection open: RFC 9112, sections 6.3 and 9.3. Vert.x does not
   * tell an answer of HTTP/1.0, but closes the connection behind it unless it is to be kept.
   */
  private static boolean isReusableAfter(HttpClientResponse response) {
    MultiMap headers = response.headers();
    boolean hasLength =
        headers.contains(HttpHeaderNames.CONTENT_LENGTH)
            || headers.contains(HttpHeaderNames.TRANSFER_ENCODING);
    return hasLength
        && headers.getAll(HttpHeaderNames.CONNECTION).stream().noneMatch(CLOSE.asPredicate());
  }
}
