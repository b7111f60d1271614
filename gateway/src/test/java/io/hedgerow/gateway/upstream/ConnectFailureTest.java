package io.hedgerow.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.core.race.Outcome.Unreachable;
import io.hedgerow.core.race.Outcome.Unreachable.Cause;
import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.VertxException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class ConnectFailureTest {

  @ParameterizedTest
  @MethodSource("failures")
  void of_anyFailure_isItsCause(Throwable failure, Cause cause) {
    assertThat(ConnectFailure.of(failure)).isEqualTo(new Unreachable(cause));
  }

  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(new UnknownHostException("x"), Cause.NAME_NOT_RESOLVED),
        Arguments.of(new ConnectException("Connection refused"), Cause.CONNECTION_REFUSED),
        Arguments.of(new ConnectException("Cannot assign requested address"), Cause.NETWORK),
        Arguments.of(new ConnectTimeoutException("x"), Cause.CONNECT_TIMED_OUT),
        Arguments.of(new SocketTimeoutException("x"), Cause.CONNECT_TIMED_OUT),
        Arguments.of(new SSLException("x"), Cause.TLS_FAILED),
        Arguments.of(new SSLHandshakeException("x"), Cause.TLS_FAILED),
        Arguments.of(new NoRouteToHostException("x"), Cause.NETWORK),
        Arguments.of(new ClosedChannelException(), Cause.NETWORK),
        Arguments.of(new VertxException("x"), Cause.NETWORK),
        Arguments.of(new VertxException(new IOException(new SSLException("x"))), Cause.TLS_FAILED),
        Arguments.of(new IOException(new UnknownHostException("x")), Cause.NAME_NOT_RESOLVED),
        Arguments.of(
            new SSLException(new ConnectException("the outermost that tells wins")),
            Cause.TLS_FAILED));
  }
}
