package io.hedgerow.gateway.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.channel.CombinedChannelDuplexHandler;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.impl.UnpooledHttpClientConnection;
import java.nio.channels.ClosedChannelException;
import java.util.List;

/**
 * The HTTP/1.1 codec of a connection to the upstream: one request, then its answer, and no other
 * bytes. It replaces the codec of Vert.x, which takes surplus bytes for the answer to the next
 * request (response-queue poisoning).
 *
 * <p>Implementer's note. Surplus bytes are found in three places: behind a complete answer in the
 * same read, on a connection that awaits no answer, and in the socket's receive queue when the next
 * request is about to be written. Bytes that arrive after that request has been written look like
 * its answer: HTTP/1.1 has no request ids, so no proxy can tell them apart. The look into the
 * receive queue is one system call per reused connection, about 2 µs. Interim answers (1xx, RFC
 * 9110 section 15.2) are skipped, except 101, which ends HTTP.
 *
 * <p>Belongs to the event loop of its connection.
 */
final class Http1Codec
    extends CombinedChannelDuplexHandler<HttpResponseDecoder, HttpRequestEncoder> {
  /** The name that Vert.x gives to its codec in the pipeline. */
  private static final String NAME = "codec";

  private static final int SOL_SOCKET = 1;
  private static final int SO_MEMINFO = 55;
  private static final int SWITCHING_PROTOCOLS = 101;

  /** On Linux, the first number of SO_MEMINFO: the bytes allocated for the receive queue. */
  private static final ChannelOption<Integer> RECEIVE_QUEUE_BYTES =
      new IntegerUnixChannelOption("SO_MEMINFO", SOL_SOCKET, SO_MEMINFO);

  private final Runnable onSurplus;
  private boolean isAwaiting;
  private boolean isHead;
  private boolean isUsed;
  private boolean hasSurplus;

  private Http1Codec(Runnable onSurplus) {
    this.onSurplus = onSurplus;
    init(new Decoder(), new HttpRequestEncoder());
  }

  /**
   * Puts the codec into a new HTTP/1.1 connection.
   *
   * @param onSurplus called once, when the upstream has sent bytes that belong to no request; an
   *     answer that is complete is passed on after this
   */
  static void install(HttpClientConnection connection, Runnable onSurplus) {
    ((UnpooledHttpClientConnection) connection)
        .unwrap()
        .channelHandlerContext()
        .pipeline()
        .replace(NAME, NAME, new Http1Codec(onSurplus));
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise)
      throws Exception {
    if (message instanceof HttpRequest request) {
      if (hasSurplus || (isUsed && hasUnreadBytes(context))) {
        ReferenceCountUtil.release(message);
        promise.tryFailure(new ClosedChannelException());
        var _ = context.close();
        return;
      }
      isAwaiting = true;
      isUsed = true;
      isHead = request.method().equals(HttpMethod.HEAD);
    }
    super.write(context, message, promise);
  }

  private static boolean hasUnreadBytes(ChannelHandlerContext context) {
    try {
      Integer bytes = context.channel().config().getOption(RECEIVE_QUEUE_BYTES);
      // Null without the native transport of Linux.
      return bytes != null && bytes > 0;
    } catch (ChannelException e) {
      // The connection is closed, or the kernel does not know the option.
      return !context.channel().isActive();
    }
  }

  private void onSurplus(ByteBuf in) {
    in.skipBytes(in.readableBytes());
    if (!hasSurplus) {
      hasSurplus = true;
      onSurplus.run();
    }
  }

  private final class Decoder extends HttpResponseDecoder {
    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out)
        throws Exception {
      if (!isAwaiting) {
        onSurplus(in);
        return;
      }
      int first = out.size();
      super.decode(context, in, out);
      if (out.size() > first && out.getLast() instanceof LastHttpContent) {
        if (isInterim(out.get(first))) {
          out.subList(first, out.size()).clear();
          return;
        }
        isAwaiting = false;
        if (in.isReadable()) {
          onSurplus(in);
        }
      }
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
      return isHead || super.isContentAlwaysEmpty(message);
    }

    private boolean isInterim(Object message) {
      return message instanceof HttpResponse response
          && response.status().codeClass() == HttpStatusClass.INFORMATIONAL
          && response.status().code() != SWITCHING_PROTOCOLS;
    }
  }
}
