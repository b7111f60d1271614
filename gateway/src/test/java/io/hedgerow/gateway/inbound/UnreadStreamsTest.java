package io.hedgerow.gateway.inbound;

import static io.hedgerow.testing.Eventually.assertEventually;
import static io.hedgerow.testing.Http2Frame.CANCEL;
import static io.hedgerow.testing.Http2Frame.END_HEADERS;
import static io.hedgerow.testing.Http2Frame.HEADERS;
import static io.hedgerow.testing.Http2Frame.RST_STREAM;
import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.testing.GatewayProcess;
import io.hedgerow.gateway.testing.RawCaller;
import io.hedgerow.gateway.testing.RawHttp2Caller;
import io.hedgerow.gateway.testing.RunningGateway;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** HTTP/2 callers with a closed window or incomplete requests: memory for them is bounded. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class UnreadStreamsTest {
  private static final int STREAMS_MAX = 100;

  /** An unread answer counts as its size plus 8 KiB. */
  private static final long ANSWER_BYTES_MIN = 8 * 1024;

  @RegisterExtension
  static final RunningGateway SMALL = RunningGateway.start("callers.held-max=16MiB");

  @RegisterExtension
  static final RunningGateway IMPATIENT =
      RunningGateway.start("callers.read-timeout=100ms", "request.timeout-max=2s");

  @RegisterExtension
  static final RunningGateway PATIENT =
      RunningGateway.start(
          "callers.read-timeout=100ms", "request.timeout-max=1s", "callers.idle-timeout=1h");

  private interface Request {
    void send(RawHttp2Caller caller, int stream) throws IOException;
  }

  @Test
  void answersNobodyReads_beyondTheLimit_endTheConnectionsWithTheOldest() throws Exception {
    assertOldestAreEvicted((caller, stream) -> caller.get(stream, "/problems"));
  }

  @Test
  void requestsNobodyEnds_beyondTheLimit_endTheConnectionsWithTheOldest() throws Exception {
    assertOldestAreEvicted(
        (caller, stream) ->
            caller.write(HEADERS, END_HEADERS, stream, RawHttp2Caller.get("/api/all")));
  }

  @Test
  void answersNobodyReads_ofHundredsOfConnections_leaveASmallHeapRoom() throws Exception {
    List<RawHttp2Caller> callers = new ArrayList<>();
    try (GatewayProcess gateway = GatewayProcess.start("256m", "callers.connections-max=1000")) {
      for (int i = 0; i < 400; i++) {
        RawHttp2Caller caller = RawHttp2Caller.withoutWindow(gateway.port());
        callers.add(caller);
        fill(caller, (c, stream) -> c.get(stream, "/problems"));
      }

      try (RawCaller other = new RawCaller(gateway.port())) {
        assertThat(other.get("/api/first?timeout=30000").read().status()).isEqualTo(200);
      }
      assertThat(gateway.isAlive()).isTrue();
    } finally {
      close(callers);
    }
  }

  @Test
  void streamNobodyReads_besideOthersThatComeAndGo_endsTheConnectionInTime() throws Exception {
    try (RawHttp2Caller caller = RawHttp2Caller.withoutWindow(IMPATIENT.gateway().port())) {
      caller.get(1, "/problems");
      AtomicBoolean isEnded = new AtomicBoolean();
      Thread reader =
          Thread.startVirtualThread(
              () -> {
                try {
                  caller.readToEnd();
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
                isEnded.set(true);
              });
      long startNanos = System.nanoTime();
      // Fewer resets than the limit.
      for (int stream = 3; stream < 100 && !isEnded.get(); stream += 2) {
        try {
          caller.get(stream, "/problems");
          caller.write(RST_STREAM, 0, stream, new byte[] {0, 0, 0, CANCEL});
        } catch (IOException e) {
          break;
        }
        assertThat(System.nanoTime() - startNanos).isLessThan(TimeUnit.SECONDS.toNanos(30));
        reader.join(200);
      }

      assertThat(isEnded).isTrue();
      assertThat(IMPATIENT.gateway().load().callers().readTimeouts()).isEqualTo(1);
    }
  }

  @Test
  void idleConnection_forLongerThanAnAnswerMayTake_staysOpen() throws Exception {
    try (RawCaller idle = PATIENT.newCaller();
        RawCaller busy = PATIENT.newCaller()) {
      idle.get("/problems").read();
      PATIENT.always("hang@0ms");
      for (int i = 0; i < 3; i++) {
        busy.get("/api/first?timeout=1000").read().assertProblem(503, "deadline");
      }

      assertThat(idle.get("/problems").read().status()).isEqualTo(200);
    }
  }

  private static void assertOldestAreEvicted(Request request) throws IOException {
    List<RawHttp2Caller> callers = new ArrayList<>();
    try {
      long evicted = evicted();
      long heldBytesMax = 16 << 20;
      // Between the number that always fits and the number that never fits.
      int connections = (int) (heldBytesMax / ANSWER_BYTES_MIN / STREAMS_MAX) + 1;
      for (int i = 0; i < connections; i++) {
        RawHttp2Caller caller = RawHttp2Caller.withoutWindow(SMALL.gateway().port());
        callers.add(caller);
        fill(caller, request);
      }

      assertEventually(() -> evicted() > evicted, true);
      callers.getFirst().readToEnd();
      assertThat(SMALL.gateway().load().callers().heldBytes()).isBetween(1L, heldBytesMax);
      assertThat(SMALL.gateway().load().callers().connections()).isPositive();
    } finally {
      close(callers);
    }
  }

  private static long evicted() {
    return SMALL.gateway().load().callers().evicted();
  }

  private static void fill(RawHttp2Caller caller, Request request) {
    try {
      for (int i = 0; i < STREAMS_MAX; i++) {
        request.send(caller, 2 * i + 1);
      }
    } catch (IOException e) {
      // The gateway closed the connection, as expected.
    }
  }

  private static void close(List<RawHttp2Caller> callers) throws IOException {
    for (RawHttp2Caller caller : callers) {
      caller.close();
    }
  }
}
