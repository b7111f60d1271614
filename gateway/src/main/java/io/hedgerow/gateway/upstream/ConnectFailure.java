package io.hedgerow.gateway.upstream;

import io.hedgerow.core.race.Outcome.Unreachable;
import io.hedgerow.core.race.Outcome.Unreachable.Obstacle;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Turns the exception of a connection that could not be made into an outcome. */
final class ConnectFailure {
  private ConnectFailure() {}

  static Unreachable of(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      Obstacle obstacle = obstacleOf(cause);
      if (obstacle != null) {
        return new Unreachable(obstacle);
      }
    }
    return new Unreachable(Obstacle.NETWORK);
  }

  private static @Nullable Obstacle obstacleOf(Throwable cause) {
    return switch (cause) {
      case UnknownHostException _ -> Obstacle.NAME_NOT_RESOLVED;
      case SSLException _ -> Obstacle.TLS_FAILED;
      case io.netty.channel.ConnectTimeoutException _ -> Obstacle.CONNECT_TIMED_OUT;
      case SocketTimeoutException _ -> Obstacle.CONNECT_TIMED_OUT;
      case TimeoutException _ -> Obstacle.CONNECT_TIMED_OUT;
      // Neither Java nor Netty has a type of its own for it; no port left is one of these as well.
      case ConnectException e when String.valueOf(e.getMessage()).contains("refused") ->
          Obstacle.CONNECTION_REFUSED;
      default -> null;
    };
  }
}
