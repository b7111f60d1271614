package io.hedgerow.gateway.upstream.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1.1 connection: one request, then its answer, and no other bytes.
 *
 * <p>Implementer's note. A codec that took surplus bytes for the answer to the next request would
 * give one caller the answer of another (response-queue poisoning). Surplus bytes are detected in
 * three places: after a complete answer in the same read, on a connection that awaits no answer,
 * and in the socket's receive queue when the next request is about to be written. Bytes that arrive
 * after that request has been written look like its answer: HTTP/1.1 has no request ids, so no
 * proxy can tell them apart. Checking the receive queue takes one system call per request on a
 * reused connection, about 2 µs. Interim answers (1xx, RFC 9110 section 15.2) are skipped, except
 * 101, which ends HTTP.
 */
final class Http1Wire extends HttpResponseDecoder implements Wire, Wire.Sent {
  private static final int SOL_SOCKET = 1;
  private static final int SO_MEMINFO = 55;

  /** On Linux, the first number of SO_MEMINFO: the bytes allocated for the receive queue. */
  private static final ChannelOption<Integer> RECEIVE_QUEUE_BYTES =
      new IntegerUnixChannelOption("SO_MEMINFO", SOL_SOCKET, SO_MEMINFO);

  private final Channel channel;
  private @Nullable Listener listener;
  // Null if no answer is awaited, or it was cancelled.
  private @Nullable AnswerListener answer;
  private boolean isAwaiting;
  private boolean isUsed;
  private boolean hasSurplus;

  /** The protocol handler of this channel; add it to the channel's pipeline. */
  Http1Wire(Channel channel) {
    this.channel = channel;
  }

  @Override
  public boolean isMultiplexed() {
    return false;
  }

  @Override
  public int streamsMax() {
    return 1;
  }

  @Override
  public void listen(Listener listener) {
    this.listener = listener;
  }

  @Override
  public Sent send(RequestHead request, AnswerListener answer) {
    this.answer = answer;
    if (hasSurplus || !channel.isActive() || (isUsed && hasUnreadBytes())) {
      close();
      channel.eventLoop().execute(this::onClosed);
    } else {
      isAwaiting = true;
      isUsed = true;
      var _ = channel.writeAndFlush(request.toHttp1(channel.alloc()), channel.voidPromise());
    }
    return this;
  }

  @Override
  public int streamId() {
    return 0;
  }

  @Override
  public void cancel() {
    answer = null;
    close();
  }

  @Override
  public void ping(Runnable onAnswered) {
    throw new UnsupportedOperationException("HTTP/1.1 has no PING");
  }

  @Override
  public void close() {
    var _ = channel.close();
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out)
      throws Exception {
    if (!isAwaiting) {
      onSurplus(in);
      return;
    }
    super.decode(context, in, out);
    if (!out.isEmpty() && out.getLast() instanceof LastHttpContent) {
      if (isInterim(out.getFirst())) {
        out.clear();
        return;
      }
      isAwaiting = false;
      if (in.isReadable()) {
        onSurplus(in);
      }
    }
    deliver(out);
  }

  /** The end of the connection may be the end of an answer (RFC 9112, section 6.3). */
  @Override
  protected void decodeLast(ChannelHandlerContext context, ByteBuf in, List<Object> out)
      throws Exception {
    super.decodeLast(context, in, out);
    deliver(out);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) throws Exception {
    super.channelInactive(context);
    onClosed();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    lose(Loss.of(cause));
    close();
  }

  private void deliver(List<Object> messages) {
    for (int i = 0; i < messages.size(); i++) {
      Object message = messages.get(i);
      try {
        deliver((HttpObject) message);
      } finally {
        ReferenceCountUtil.release(message);
      }
    }
    messages.clear();
  }

  private void deliver(HttpObject part) {
    if (part.decoderResult().isFailure()) {
      lose(Loss.of(part.decoderResult().cause()));
      close();
      return;
    }
    if (part instanceof HttpResponse head && !isFramedAsExpected(head.headers())) {
      lose(Loss.NOT_HTTP);
      close();
      return;
    }
    // Each of these calls may cancel the answer.
    if (answer != null && part instanceof HttpResponse head) {
      answer.onHead(head.status().code(), isReusableAfter(head), lengthBytes(head), head.headers());
    }
    if (answer != null && part instanceof HttpContent content && content.content().isReadable()) {
      answer.onData(content.content());
    }
    if (answer != null && part instanceof LastHttpContent) {
      AnswerListener complete = answer;
      answer = null;
      complete.onEnd();
    }
  }

  private void onSurplus(ByteBuf in) {
    in.skipBytes(in.readableBytes());
    if (!hasSurplus) {
      hasSurplus = true;
      if (listener != null) {
        listener.onSurplus();
      }
    }
  }

  private void onClosed() {
    lose(Loss.CLOSED);
    Listener told = listener;
    listener = null;
    if (told != null) {
      told.onClosed();
    }
  }

  private void lose(Loss loss) {
    AnswerListener lost = answer;
    answer = null;
    if (lost != null) {
      lost.onLost(loss);
    }
  }

  private boolean hasUnreadBytes() {
    try {
      Integer bytes = channel.config().getOption(RECEIVE_QUEUE_BYTES);
      // Null without the native transport of Linux.
      return bytes != null && bytes > 0;
    } catch (ChannelException e) {
      // The connection is closed, or the kernel does not know the option.
      return !channel.isActive();
    }
  }

  private static boolean isInterim(Object message) {
    return message instanceof HttpResponse response
        && AnswerStatus.isInterim(response.status().code());
  }

  /** Only chunked is expected, because we send no TE (RFC 9112, section 6.1). */
  private static boolean isFramedAsExpected(HttpHeaders headers) {
    String coding = headers.get(HttpHeaderNames.TRANSFER_ENCODING);
    return coding == null
        || (coding.equalsIgnoreCase("chunked")
            && headers.getAll(HttpHeaderNames.TRANSFER_ENCODING).size() == 1);
  }

  private static long lengthBytes(HttpResponse response) {
    return AnswerStatus.hasBody(response.status().code())
        ? HttpUtil.getContentLength(response, -1L)
        : 0;
  }

  /** Whether the upstream keeps the connection open (RFC 9112, sections 6.3 and 9.3). */
  private static boolean isReusableAfter(HttpResponse response) {
    HttpHeaders headers = response.headers();
    boolean hasEnd =
        headers.contains(HttpHeaderNames.CONTENT_LENGTH)
            || headers.contains(HttpHeaderNames.TRANSFER_ENCODING)
            || !AnswerStatus.hasBody(response.status().code());
    return hasEnd
        && response.status().code() != AnswerStatus.SWITCHING_PROTOCOLS
        && HttpUtil.isKeepAlive(response);
  }
}
