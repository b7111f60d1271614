package io.hedgerow.gateway.upstream;

import io.hedgerow.core.race.Outcome.Unreachable;
import io.hedgerow.core.race.Outcome.Unreachable.Cause;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Maps the exception of a failed connect to an outcome. */
final class ConnectFailure {
  private ConnectFailure() {}

  static Unreachable of(Throwable failure) {
    for (Throwable thrown = failure; thrown != null; thrown = thrown.getCause()) {
      Cause cause = causeOf(thrown);
      if (cause != null) {
        return new Unreachable(cause);
      }
    }
    return new Unreachable(Cause.NETWORK);
  }

  private static @Nullable Cause causeOf(Throwable thrown) {
    return switch (thrown) {
      case UnknownHostException _ -> Cause.NAME_NOT_RESOLVED;
      case SSLException _ -> Cause.TLS_FAILED;
      case io.netty.channel.ConnectTimeoutException _ -> Cause.CONNECT_TIMED_OUT;
      case SocketTimeoutException _ -> Cause.CONNECT_TIMED_OUT;
      // There is no exception type for this. Running out of local ports is a ConnectException too.
      case ConnectException e when String.valueOf(e.getMessage()).contains("refused") ->
          Cause.CONNECTION_REFUSED;
      default -> null;
    };
  }
}
