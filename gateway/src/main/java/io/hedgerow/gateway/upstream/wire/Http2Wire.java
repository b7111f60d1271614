package io.hedgerow.gateway.upstream.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.DefaultHttp2RemoteFlowController;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2EventAdapter;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.codec.http2.UniformStreamByteDistributor;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import io.vertx.core.Promise;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/2 connection. Interim answers (1xx) are skipped. Everything written in one turn of the
 * event loop leaves in one system call.
 */
final class Http2Wire extends Http2ConnectionHandler implements Wire {
  /**
   * Flow-control windows of a stream and of the connection. Data is consumed as it arrives, so they
   * do not bound memory. The default connection window of 64 KiB would limit a connection to 6 MB/s
   * at a round trip of 10 ms.
   */
  private static final int STREAM_WINDOW_BYTES = 1024 * 1024;

  private static final int CONNECTION_WINDOW_BYTES = 16 * 1024 * 1024;

  private static final long PING = 0x6865_6467_6572_6f77L;

  /** One request and its answer. */
  private final class Stream implements Sent {
    private final int id;
    private final AnswerListener answer;
    private boolean hasHead;
    private boolean hasBody;
    private boolean isComplete;
    private Loss loss = Loss.CLOSED;

    Stream(int id, AnswerListener answer) {
      this.id = id;
      this.answer = answer;
    }

    @Override
    public int streamId() {
      return id;
    }

    @Override
    public void cancel() {
      if (streams.remove(id) == null) {
        return;
      }
      var _ = resetStream(context(), id, Http2Error.CANCEL.code(), context().newPromise());
      if (connection().local().numActiveStreams() >= streamsMax()) {
        // A stream counts until its reset is written, and its place may be needed at once.
        flush(context());
      } else {
        flushAtEndOfTurn();
      }
    }
  }

  private final IntObjectMap<Stream> streams = new IntObjectHashMap<>();
  private final Promise<Wire> opened;
  private @Nullable ChannelHandlerContext context;
  private @Nullable Listener listener;
  private @Nullable Runnable onPingAnswered;
  private boolean isOpen;
  private boolean isFlushDue;

  private Http2Wire(
      Http2ConnectionDecoder decoder,
      Http2ConnectionEncoder encoder,
      Http2Settings initialSettings,
      Promise<Wire> opened) {
    super(decoder, encoder, initialSettings);
    this.opened = opened;
  }

  /**
   * A handler to add to the pipeline of a channel.
   *
   * @param opened completed when the upstream has sent its settings; failed if it never does
   */
  static Http2Wire create(Promise<Wire> opened) {
    return new Builder(opened).build();
  }

  private static final class Builder
      extends AbstractHttp2ConnectionHandlerBuilder<Http2Wire, Builder> {
    private final Promise<Wire> opened;

    Builder(Promise<Wire> opened) {
      this.opened = opened;
      // Requests have no bodies, so Netty's default, distribution by priority, has no use.
      Http2Connection connection = new DefaultHttp2Connection(false);
      connection
          .remote()
          .flowController(
              new DefaultHttp2RemoteFlowController(
                  connection, new UniformStreamByteDistributor(connection)));
      connection(connection);
      initialSettings(
          Http2Settings.defaultSettings()
              .pushEnabled(false)
              .initialWindowSize(STREAM_WINDOW_BYTES));
      // Callers share connections, and could probe each other's secrets in the compression table
      // (RFC 7541, section 7.1).
      headerSensitivityDetector(
          (name, _) ->
              HttpHeaderNames.AUTHORIZATION.contentEquals(name)
                  || HttpHeaderNames.COOKIE.contentEquals(name));
      gracefulShutdownTimeoutMillis(0);
      // A placeholder that build() demands; the real one is set below.
      frameListener(new Http2EventAdapter() {});
    }

    @Override
    protected Http2Wire build() {
      return super.build();
    }

    @Override
    protected Http2Wire build(
        Http2ConnectionDecoder decoder,
        Http2ConnectionEncoder encoder,
        Http2Settings initialSettings) {
      Http2Wire wire = new Http2Wire(decoder, encoder, initialSettings, opened);
      Events events = wire.new Events();
      frameListener(events);
      decoder.connection().addListener(events);
      return wire;
    }
  }

  @Override
  public boolean isMultiplexed() {
    return true;
  }

  @Override
  public int streamsMax() {
    return connection().local().maxActiveStreams();
  }

  @Override
  public void listen(Listener listener) {
    this.listener = listener;
  }

  @Override
  public Sent send(RequestHead request, AnswerListener answer) {
    int id = connection().local().incrementAndGetNextStreamId();
    Stream stream = new Stream(id, answer);
    streams.put(id, stream);
    encoder()
        .writeHeaders(context(), id, request.toHttp2(), 0, true, context().newPromise())
        .addListener(
            written -> {
              if (!written.isSuccess()) {
                lose(id, Loss.of(written.cause()));
              }
            });
    flushAtEndOfTurn();
    return stream;
  }

  @Override
  public void ping(Runnable onAnswered) {
    onPingAnswered = onAnswered;
    var _ = encoder().writePing(context(), false, PING, context().newPromise());
    flushAtEndOfTurn();
  }

  @Override
  public void close() {
    var _ = context().close();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) throws Exception {
    this.context = context;
    super.handlerAdded(context);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) throws Exception {
    super.channelInactive(context);
    opened.tryFail(new ClosedChannelException());
    Listener told = listener;
    listener = null;
    if (told != null) {
      told.onClosed();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) throws Exception {
    if (Http2CodecUtil.getEmbeddedHttp2Exception(cause) != null) {
      super.exceptionCaught(context, cause);
    } else {
      fail(cause);
      var _ = context.close();
    }
  }

  @Override
  protected void onStreamError(
      ChannelHandlerContext context,
      boolean isOutbound,
      Throwable cause,
      Http2Exception.StreamException error) {
    Stream stream = streams.get(error.streamId());
    if (stream != null) {
      stream.loss = Loss.STREAM_NOT_HTTP;
    }
    super.onStreamError(context, isOutbound, cause, error);
  }

  @Override
  protected void onConnectionError(
      ChannelHandlerContext context,
      boolean isOutbound,
      Throwable cause,
      @Nullable Http2Exception error) {
    fail(cause);
    super.onConnectionError(context, isOutbound, cause, error);
  }

  private ChannelHandlerContext context() {
    return Objects.requireNonNull(context);
  }

  private void flushAtEndOfTurn() {
    if (!isFlushDue) {
      isFlushDue = true;
      context()
          .executor()
          .execute(
              () -> {
                isFlushDue = false;
                flush(context());
              });
    }
  }

  private void fail(Throwable cause) {
    opened.tryFail(cause);
    for (Stream stream : List.copyOf(streams.values())) {
      lose(stream.id, Loss.of(cause));
    }
  }

  private void lose(int id, Loss loss) {
    Stream stream = streams.remove(id);
    if (stream != null) {
      stream.answer.onLost(loss);
    }
  }

  /** Handles incoming frames. Reports a stream's end when it is closed, so its place is free. */
  private final class Events extends Http2EventAdapter {
    @Override
    public void onSettingsRead(ChannelHandlerContext context, Http2Settings settings)
        throws Http2Exception {
      if (!isOpen) {
        isOpen = true;
        connection()
            .local()
            .flowController()
            .incrementWindowSize(
                connection().connectionStream(),
                CONNECTION_WINDOW_BYTES - Http2CodecUtil.DEFAULT_WINDOW_SIZE);
      }
      if (!opened.tryComplete(Http2Wire.this) && listener != null) {
        listener.onSettings();
      }
    }

    @Override
    public void onHeadersRead(
        ChannelHandlerContext context,
        int id,
        Http2Headers headers,
        int dependency,
        short weight,
        boolean isExclusive,
        int padding,
        boolean isEnd)
        throws Http2Exception {
      onHeadersRead(context, id, headers, padding, isEnd);
    }

    @Override
    public void onHeadersRead(
        ChannelHandlerContext context, int id, Http2Headers headers, int padding, boolean isEnd)
        throws Http2Exception {
      Stream stream = streams.get(id);
      if (stream == null) {
        return;
      }
      if (!stream.hasHead) {
        int status = statusOf(id, headers);
        if (isInterim(id, status, isEnd)) {
          return;
        }
        stream.hasHead = true;
        stream.hasBody = AnswerStatus.hasBody(status);
        long lengthBytes = stream.hasBody ? lengthBytes(headers) : 0;
        if (isEnd && lengthBytes > 0) {
          // Netty accepts it, as an answer to a HEAD request could look like this.
          throw malformed(id, "END_STREAM instead of a body");
        }
        stream.answer.onHead(status, true, lengthBytes, headers);
      }
      stream.isComplete = isEnd;
    }

    @Override
    public int onDataRead(
        ChannelHandlerContext context, int id, ByteBuf data, int padding, boolean isEnd)
        throws Http2Exception {
      int bytes = data.readableBytes() + padding;
      Stream stream = streams.get(id);
      if (stream != null && data.isReadable()) {
        if (!stream.hasBody) {
          throw malformed(id, "DATA without a body");
        }
        stream.answer.onData(data);
      }
      if (stream != null) {
        stream.isComplete = isEnd;
      }
      return bytes;
    }

    @Override
    public void onRstStreamRead(ChannelHandlerContext context, int id, long errorCode) {
      Stream stream = streams.get(id);
      if (stream != null) {
        stream.loss = Loss.ofReset(errorCode);
      }
    }

    @Override
    public void onGoAwayRead(
        ChannelHandlerContext context, int lastStreamId, long errorCode, ByteBuf debugData) {
      if (listener != null) {
        listener.onGoAway(errorCode, lastStreamId);
      }
    }

    @Override
    public void onPingAckRead(ChannelHandlerContext context, long data) {
      Runnable answered = onPingAnswered;
      onPingAnswered = null;
      if (answered != null) {
        answered.run();
      }
    }

    @Override
    public void onStreamClosed(Http2Stream closed) {
      Stream stream = streams.remove(closed.id());
      if (stream == null) {
        return;
      }
      if (stream.isComplete) {
        stream.answer.onEnd();
      } else {
        stream.answer.onLost(stream.loss);
      }
    }

    private static int statusOf(int id, Http2Headers headers) throws Http2Exception {
      CharSequence status = headers.status();
      try {
        if (status != null && status.length() == 3 && status.charAt(0) >= '1') {
          return Integer.parseInt(status, 0, status.length(), 10);
        }
      } catch (NumberFormatException e) {
        // Treated like a missing status.
      }
      throw malformed(id, "no status of three digits");
    }

    private static long lengthBytes(Http2Headers headers) {
      // Netty has checked that it is one number.
      CharSequence length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
      return length == null ? -1 : Long.parseLong(length, 0, length.length(), 10);
    }

    /** An interim answer cannot end a stream, and HTTP/2 has no 101 (RFC 9113, 8.1 and 8.6). */
    private static boolean isInterim(int id, int status, boolean isEnd) throws Http2Exception {
      boolean isInterim = AnswerStatus.isInterim(status);
      if (status == AnswerStatus.SWITCHING_PROTOCOLS || (isInterim && isEnd)) {
        throw malformed(id, "status " + status);
      }
      return isInterim;
    }

    private static Http2Exception malformed(int id, String what) {
      return Http2Exception.streamError(id, Http2Error.PROTOCOL_ERROR, "%s", what);
    }
  }
}
