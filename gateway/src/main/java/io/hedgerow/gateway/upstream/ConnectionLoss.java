package io.hedgerow.gateway.upstream;

import io.hedgerow.core.race.Outcome.ConnectionLost;
import io.hedgerow.gateway.upstream.wire.Loss;

/** Maps the loss of an answer to an outcome. */
final class ConnectionLoss {
  private ConnectionLoss() {}

  /**
   * The outcome.
   *
   * @param when a few words, such as {@code inside the answer}
   */
  static ConnectionLost of(Loss loss, String when) {
    return new ConnectionLost(
        switch (loss.kind()) {
          case CONNECTION_CLOSED -> "connection closed " + when;
          case CONNECTION_RESET -> "connection reset " + when;
          case STREAM_RESET -> "stream reset (" + loss.errorCode() + ") " + when;
          case TLS_FAILED -> "TLS failed " + when;
          case NOT_HTTP, STREAM_NOT_HTTP -> "not HTTP " + when;
        });
  }
}
