package io.hedgerow.gateway.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.testing.GatewayProcess;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Callers that send requests and do not read: the memory held for them is bounded. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class UnreadAnswersTest {
  private static final long ATTACK_NANOS = TimeUnit.SECONDS.toNanos(20);
  private static final long STALL_NANOS = TimeUnit.SECONDS.toNanos(2);

  /**
   * More than both sockets' buffers hold; a gateway that keeps reading reaches it within seconds.
   */
  private static final long SENT_BYTES_MAX = 64L << 20;

  @Test
  void pipelinedRequests_whoseAnswersNobodyReads_areNotReadEither() throws Exception {
    try (GatewayProcess gateway = GatewayProcess.start("256m");
        SocketChannel caller = connect(gateway.port())) {
      long sent = sendUntilStalled(caller, "GET /nothing HTTP/1.1\r\nhost: h\r\n\r\n".repeat(300));

      assertThat(gateway.isAlive()).isTrue();
      assertThat(sent).isLessThan(SENT_BYTES_MAX);
      assertServed(gateway.port());
    }
  }

  private static SocketChannel connect(int port) throws IOException {
    SocketChannel channel = SocketChannel.open();
    channel.socket().setReceiveBufferSize(4096);
    channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    channel.configureBlocking(false);
    return channel;
  }

  /** Sends until the other side has stopped reading for a while; returns the bytes sent. */
  private static long sendUntilStalled(SocketChannel channel, String requests) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(requests.getBytes(StandardCharsets.US_ASCII));
    long sent = 0;
    long startNanos = System.nanoTime();
    long takenNanos = startNanos;
    while (System.nanoTime() - takenNanos < STALL_NANOS
        && System.nanoTime() - startNanos < ATTACK_NANOS
        && sent < SENT_BYTES_MAX) {
      int written = channel.write(bytes);
      if (written > 0) {
        sent += written;
        takenNanos = System.nanoTime();
      } else {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
      }
      if (!bytes.hasRemaining()) {
        bytes.rewind();
      }
    }
    return sent;
  }

  private static void assertServed(int port) throws IOException {
    try (Socket other = new Socket(InetAddress.getLoopbackAddress(), port)) {
      other.setSoTimeout(10_000);
      other
          .getOutputStream()
          .write("GET /nothing HTTP/1.1\r\nhost: h\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      InputStream in = other.getInputStream();
      assertThat(new String(in.readNBytes(12), StandardCharsets.US_ASCII))
          .isEqualTo("HTTP/1.1 404");
    } catch (SocketTimeoutException e) {
      throw new AssertionError("another caller is not served", e);
    }
  }
}
