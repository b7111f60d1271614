package io.hedgerow.benchmarks.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Callers over HTTP/1.1 that send requests at a given rate, whatever the answers (an open loop). If
 * all connections are in use, requests wait, and the wait counts. Built on Netty so that it costs
 * only a fraction of what it measures. The callers have their own event loop; any thread may call
 * the methods.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failure closes the connection, which is reported
public final class OpenLoop implements AutoCloseable {
  private static final long PERIOD_MILLIS = 1;
  private static final int BODY_MAX = 1 << 20;

  /** Receives the results of requests, on the event loop. */
  public interface ResponseListener {
    /**
     * A complete answer arrived; it is released when this returns.
     *
     * @param nanos since the scheduled start of the request
     */
    void onAnswered(FullHttpResponse answer, long nanos);

    /** No answer: the connection was lost or the request timed out. */
    void onUnanswered();

    /**
     * A request starts.
     *
     * @param lateNanos delay behind its schedule, because this event loop is late
     */
    default void onAsking(long lateNanos) {}
  }

  /** A request that has no answer yet. */
  private record Asked(ResponseListener listener, long nanos) {}

  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final EventLoop loop = group.next();
  private final Bootstrap bootstrap;
  private final FullHttpRequest request;
  private final int callersMax;
  private final long patienceNanos;
  // The rest belongs to the event loop.
  private final Deque<Connection> idle = new ArrayDeque<>();
  private final Deque<Asked> waiting = new ArrayDeque<>();
  // Ordered by the start of their requests.
  private final Set<Connection> busy = new LinkedHashSet<>();
  private int connections;
  private long startNanos;
  private long requestsPerSecond;
  private long asked;
  private @Nullable ResponseListener listener;
  private boolean isClosed;

  /**
   * Creates callers that send nothing yet.
   *
   * @param target path and query
   * @param callersMax maximum requests in flight
   * @param patienceMillis how long a caller waits for its answer
   */
  public OpenLoop(int port, String target, int callersMax, long patienceMillis) {
    this.callersMax = callersMax;
    this.patienceNanos = TimeUnit.MILLISECONDS.toNanos(patienceMillis);
    this.request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, target);
    request.headers().set(HttpHeaderNames.HOST, "127.0.0.1:" + port);
    this.bootstrap =
        new Bootstrap()
            .group(loop)
            .channel(NioSocketChannel.class)
            .remoteAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    loop.scheduleAtFixedRate(
        this::askWhatIsDue, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** From now on sends requests at this rate and reports them to this listener. */
  public void offer(long requestsPerSecond, ResponseListener listener) {
    loop.execute(
        () -> {
          this.startNanos = System.nanoTime();
          this.requestsPerSecond = requestsPerSecond;
          this.asked = 0;
          this.listener = listener;
        });
  }

  /** Stops sending requests and closes all connections. */
  @Override
  public void close() {
    loop.execute(() -> isClosed = true);
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  /** Sends one more request, whatever the rate. */
  public void ask(ResponseListener listener) {
    long dueNanos = System.nanoTime();
    loop.execute(() -> ask(listener, System.nanoTime() - dueNanos));
  }

  private void askWhatIsDue() {
    long nowNanos = System.nanoTime();
    if (listener != null) {
      long second = TimeUnit.SECONDS.toNanos(1);
      long passedNanos = nowNanos - startNanos;
      while (asked * second < passedNanos * requestsPerSecond) {
        ask(listener, passedNanos - asked * second / requestsPerSecond);
        asked++;
      }
    }
    giveUpBefore(nowNanos - patienceNanos);
  }

  private void giveUpBefore(long nanos) {
    List<Connection> overdue = new ArrayList<>();
    for (Connection connection : busy) {
      if (connection.asked == null || connection.asked.nanos - nanos > 0) {
        break;
      }
      overdue.add(connection);
    }
    overdue.forEach(connection -> connection.channel().close());
    while (!waiting.isEmpty() && waiting.peek().nanos - nanos <= 0) {
      waiting.remove().listener.onUnanswered();
    }
  }

  private void ask(ResponseListener listener, long lateNanos) {
    if (isClosed) {
      return;
    }
    listener.onAsking(lateNanos);
    Asked asked = new Asked(listener, System.nanoTime());
    Connection connection = idle.poll();
    if (connection != null) {
      connection.send(asked);
    } else if (connections < callersMax) {
      connect(asked);
    } else {
      waiting.add(asked);
    }
  }

  private void connect(Asked asked) {
    connections++;
    Connection connection = new Connection();
    bootstrap
        .clone()
        .handler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                channel
                    .pipeline()
                    .addLast(new HttpClientCodec(), new HttpObjectAggregator(BODY_MAX), connection);
              }
            })
        .connect()
        .addListener(
            connected -> {
              if (connected.isSuccess()) {
                connection.send(asked);
              } else {
                asked.listener.onUnanswered();
                onConnectionEnded();
              }
            });
  }

  private void onConnectionEnded() {
    connections--;
    Asked next = waiting.poll();
    if (next != null && !isClosed) {
      connect(next);
    }
  }

  /** One connection, with at most one request on it. */
  private final class Connection extends SimpleChannelInboundHandler<FullHttpResponse> {
    private @Nullable ChannelHandlerContext context;
    private @Nullable Asked asked;

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
      this.context = context;
    }

    Channel channel() {
      if (context == null) {
        throw new IllegalStateException("connection: never opened");
      }
      return context.channel();
    }

    void send(Asked asked) {
      this.asked = asked;
      busy.add(this);
      channel().writeAndFlush(request.retainedDuplicate());
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpResponse answer) {
      Asked answered = end();
      if (answered != null) {
        Asked next = waiting.poll();
        if (next != null) {
          send(next);
        } else {
          idle.push(this);
        }
        answered.listener.onAnswered(answer, System.nanoTime() - answered.nanos);
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      idle.remove(this);
      Asked lost = end();
      if (lost != null) {
        lost.listener.onUnanswered();
      }
      onConnectionEnded();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }

    private @Nullable Asked end() {
      Asked ended = asked;
      asked = null;
      busy.remove(this);
      return ended;
    }
  }
}
