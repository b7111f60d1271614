package io.hedgerow.gateway.upstream;

import io.hedgerow.core.race.Outcome.ConnectionLost;
import io.vertx.core.http.HttpClosedException;
import java.io.IOException;

/** Turns the exception of a connection that broke in use into an outcome. */
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
          case IOException _ -> "connection reset " + when;
          default -> "not HTTP " + when;
        });
  }

  /** Whether the connection just ended, and the upstream has sent nothing that was not HTTP. */
  static boolean isSilent(Throwable cause) {
    return cause instanceof HttpClosedException || cause instanceof IOException;
  }
}
