package io.hedgerow.gateway.upstream;

import io.hedgerow.core.race.Outcome.ConnectionLost;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception.StreamException;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.StreamResetException;
import java.io.IOException;

/** Maps the exception of a connection or stream that failed in use to an outcome. */
final class ConnectionLoss {
  private ConnectionLoss() {}

  /**
   * The outcome.
   *
   * @param when a few words, such as {@code inside the answer}
   */
  static ConnectionLost of(Throwable cause, String when) {
    return new ConnectionLost(
        switch (cause) {
          case HttpClosedException _ -> "connection closed " + when;
          case StreamResetException reset -> "stream reset (" + reset.getCode() + ") " + when;
          case IOException _ -> "connection reset " + when;
          default -> "not HTTP " + when;
        });
  }

  /** Whether the connection ended without the upstream sending anything that is not HTTP. */
  static boolean isSilent(Throwable cause) {
    return cause instanceof HttpClosedException || cause instanceof IOException;
  }

  /** Whether the upstream says that it has not started to process the request: RFC 9113, 8.7. */
  static boolean isRefused(Throwable cause) {
    return cause instanceof StreamResetException reset
        && reset.getCode() == Http2Error.REFUSED_STREAM.code();
  }

  /** Whether the whole connection failed, not only one of its streams. */
  static boolean isOfConnection(Throwable cause) {
    return !(cause instanceof StreamResetException || cause instanceof StreamException);
  }
}
