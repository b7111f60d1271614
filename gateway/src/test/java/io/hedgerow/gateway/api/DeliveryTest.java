package io.hedgerow.gateway.api;

import static io.hedgerow.testing.Eventually.assertEventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.telemetry.EndedRequest;
import io.hedgerow.gateway.testing.MetricsScrape;
import io.hedgerow.gateway.testing.RawCaller;
import io.hedgerow.gateway.testing.RawHttp2Caller;
import io.hedgerow.gateway.testing.RunningGateway;
import io.hedgerow.testing.Http2Frame;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The time that a caller takes to read an answer does not count against the request's timeout. */
final class DeliveryTest {
  private static final int TIMEOUT_MILLIS = 2000;

  /** Answers of 180 KB each: more than the sockets of both sides hold. */
  private static final int PIPELINED = 60;

  @RegisterExtension static final RunningGateway GATEWAY = RunningGateway.start();

  private MetricsScrape before;

  @BeforeEach
  void scrape() throws IOException {
    before = MetricsScrape.of(GATEWAY.gateway());
  }

  @Test
  void http2Answer_readAfterTheTimeout_isNoOverrun() throws Exception {
    GATEWAY.always("ok@0ms");
    try (RawHttp2Caller caller = RawHttp2Caller.withoutWindow(GATEWAY.gateway().port())) {
      caller.get(1, "/api/first", TIMEOUT_MILLIS);
      assertEventually(() -> isStalled(), true);

      awaitTimeout();
      caller.openWindow();
      caller.readFrame(Http2Frame.DATA);

      assertDeliveredLate();
    }
  }

  @Test
  void http1Answer_readAfterTheTimeout_isNoOverrun() throws Exception {
    GATEWAY.always("body:{\"time\":0,\"pad\":\"" + "x".repeat(60_000) + "\"}@0ms");
    try (Socket socket = new Socket()) {
      socket.setReceiveBufferSize(4096);
      socket.setSoTimeout(20_000);
      socket.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), GATEWAY.gateway().port()));
      RawCaller caller = new RawCaller(socket);
      caller.send(RawCaller.head("GET", "/api/all?timeout=" + TIMEOUT_MILLIS).repeat(PIPELINED));
      assertEventually(() -> isStalled(), true);

      awaitTimeout();
      for (int i = 0; i < PIPELINED; i++) {
        assertThat(caller.read().status()).isEqualTo(200);
      }

      assertDeliveredLate();
    }
  }

  /** Whether the gateway waits for its caller to read: pipelined requests no longer arrive. */
  private static boolean isStalled() {
    long asked = GATEWAY.counts().asked();
    try {
      for (int i = 0; i < 20; i++) {
        GATEWAY.get("/problems");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return GATEWAY.gateway().load().callers().heldBytes() > 0 && GATEWAY.counts().asked() == asked;
  }

  private static void awaitTimeout() {
    long endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(TIMEOUT_MILLIS);
    assertEventually(() -> System.nanoTime() - endNanos > 0, true);
  }

  private void assertDeliveredLate() throws IOException {
    GATEWAY.assertAtRest();
    List<EndedRequest> ended =
        GATEWAY.listener().ended().stream().filter(EndedRequest::isTimed).toList();
    assertThat(ended).isNotEmpty().allMatch(request -> request.headroomNanos() >= 0);
    assertThat(ended.stream().mapToLong(EndedRequest::deliveryNanos).max().orElse(0))
        .isGreaterThan(TimeUnit.MILLISECONDS.toNanos(TIMEOUT_MILLIS));
    assertThat(MetricsScrape.of(GATEWAY.gateway()).grownSince(before, "hedgerow_request_overruns"))
        .isEmpty();
  }
}
