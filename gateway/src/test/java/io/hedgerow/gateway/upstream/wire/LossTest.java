package io.hedgerow.gateway.upstream.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.upstream.wire.Loss.Kind;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class LossTest {

  @ParameterizedTest
  @MethodSource("errors")
  void of_errorOfAConnection_isItsKind(Throwable error, Kind kind) {
    assertThat(Loss.of(error).kind()).isEqualTo(kind);
  }

  static Stream<Arguments> errors() {
    return Stream.of(
        Arguments.of(new ClosedChannelException(), Kind.CONNECTION_CLOSED),
        Arguments.of(new PrematureChannelClosureException(), Kind.CONNECTION_CLOSED),
        Arguments.of(new IOException("Connection reset by peer"), Kind.CONNECTION_RESET),
        Arguments.of(new DecoderException(new SSLHandshakeException("x")), Kind.TLS_FAILED),
        Arguments.of(new DecoderException("x"), Kind.NOT_HTTP),
        Arguments.of(Http2Exception.connectionError(Http2Error.PROTOCOL_ERROR, "x"), Kind.NOT_HTTP),
        Arguments.of(
            Http2Exception.streamError(3, Http2Error.REFUSED_STREAM, "no room"), Kind.STREAM_RESET),
        Arguments.of(new IllegalArgumentException("x"), Kind.NOT_HTTP));
  }

  @ParameterizedTest
  @CsvSource({
    "CONNECTION_CLOSED, 0, true, true, false",
    "CONNECTION_RESET, 0, true, true, false",
    "TLS_FAILED, 0, true, false, false",
    "NOT_HTTP, 0, true, false, false",
    "STREAM_NOT_HTTP, 0, false, false, false",
    "STREAM_RESET, 8, false, false, false",
    "STREAM_RESET, 7, false, false, true"
  })
  void kind_eachOne_tellsWhatMayBeDoneNext(
      Kind kind, long errorCode, boolean isOfConnection, boolean isSilent, boolean isRefused) {
    Loss loss = new Loss(kind, errorCode);
    assertThat(loss.isOfConnection()).isEqualTo(isOfConnection);
    assertThat(loss.isSilent()).isEqualTo(isSilent);
    assertThat(loss.isRefused()).isEqualTo(isRefused);
  }
}
