package io.hedgerow.gateway.upstream.wire;

import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import javax.net.ssl.SSLException;

/**
 * Why an answer is incomplete or missing.
 *
 * @param errorCode the HTTP/2 error code if the kind is {@code STREAM_RESET}, otherwise 0
 */
public record Loss(Kind kind, long errorCode) {
  /** What ended the answer. */
  public enum Kind {
    /** The upstream closed the connection. */
    CONNECTION_CLOSED,
    /** The network or the upstream broke the connection. */
    CONNECTION_RESET,
    /** The upstream rejected the TLS connection after our side of the handshake. */
    TLS_FAILED,
    /** The connection carried invalid HTTP. */
    NOT_HTTP,
    /** The HTTP/2 stream carried invalid HTTP; the connection stays usable. */
    STREAM_NOT_HTTP,
    /** The upstream reset the HTTP/2 stream; the connection stays usable. */
    STREAM_RESET
  }

  static final Loss CLOSED = new Loss(Kind.CONNECTION_CLOSED, 0);
  static final Loss NOT_HTTP = new Loss(Kind.NOT_HTTP, 0);
  static final Loss STREAM_NOT_HTTP = new Loss(Kind.STREAM_NOT_HTTP, 0);

  static Loss ofReset(long errorCode) {
    return new Loss(Kind.STREAM_RESET, errorCode);
  }

  /** The loss of an answer because of this error. */
  static Loss of(Throwable error) {
    for (Throwable thrown = error; thrown != null; thrown = thrown.getCause()) {
      if (thrown instanceof SSLException) {
        return new Loss(Kind.TLS_FAILED, 0);
      }
    }
    return switch (error) {
      case ClosedChannelException _ -> CLOSED;
      case PrematureChannelClosureException _ -> CLOSED;
      case Http2Exception refused when refused.error() == Http2Error.REFUSED_STREAM ->
          ofReset(refused.error().code());
      case IOException _ -> new Loss(Kind.CONNECTION_RESET, 0);
      default -> NOT_HTTP;
    };
  }

  /** Whether the whole connection failed, not only one of its streams. */
  public boolean isOfConnection() {
    return kind != Kind.STREAM_RESET && kind != Kind.STREAM_NOT_HTTP;
  }

  /** Whether the connection ended without invalid HTTP or a TLS failure. */
  public boolean isSilent() {
    return kind == Kind.CONNECTION_CLOSED || kind == Kind.CONNECTION_RESET;
  }

  /** Whether the upstream says that it has not processed the request (RFC 9113, 8.7). */
  public boolean isRefused() {
    return kind == Kind.STREAM_RESET && errorCode == Http2Error.REFUSED_STREAM.code();
  }
}
