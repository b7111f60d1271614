package io.hedgerow.gateway.inbound;

import static io.hedgerow.testing.Eventually.assertEventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hedgerow.gateway.testing.RawCaller;
import io.hedgerow.gateway.testing.RunningGateway;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections over the limit, and connections that are slow or idle for too long. */
final class CallerConnectionsTest {
  /** Less than the limits of the request line and the header fields. */
  private static final int HEAD_BYTES_MAX = 4000;

  @RegisterExtension
  static final RunningGateway TWO = RunningGateway.start("callers.connections-max=2");

  @RegisterExtension
  static final RunningGateway TWO_OF_ONE =
      RunningGateway.start("callers.connections-per-address-max=2");

  @RegisterExtension
  static final RunningGateway IMPATIENT =
      RunningGateway.start(
          "callers.head-timeout=100ms",
          "callers.idle-timeout=100ms",
          "callers.read-timeout=100ms",
          "request.timeout-max=2s");

  @RegisterExtension
  static final RunningGateway HASTY = RunningGateway.start("callers.head-timeout=100ms");

  @Test
  void connections_thatSendNothing_countAndLeaveManagementReachable() throws Exception {
    assertEventually(() -> TWO.gateway().load().callers().connections(), 0);
    try (RawCaller _ = TWO.newCaller();
        RawCaller _ = TWO.newCaller();
        RawCaller third = TWO.newCaller()) {
      assertThat(third.readToEnd()).isEmpty();
      assertThat(TWO.gateway().load().callers().connections()).isEqualTo(2);
      try (RawCaller operator = new RawCaller(TWO.gateway().managementPort())) {
        assertThat(operator.get("/health/ready").read().status()).isEqualTo(200);
      }
    }
    assertEventually(() -> TWO.gateway().load().callers().connections(), 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "PRI * HTTP/2.0", "GET /api/first?timeout=1000 HTTP/1.1\r\nx: "})
  void connection_thatDripsItsFirstHead_isClosed(String begun) throws Exception {
    try (RawCaller dripping = HASTY.newCaller()) {
      dripping.send(begun);

      assertThat(dripping.dripUntilClosed()).isLessThan(HEAD_BYTES_MAX);
    }
  }

  @Test
  void connection_thatDripsALaterHead_isClosed() throws Exception {
    IMPATIENT.always("ok@0ms");
    try (RawCaller dripping = IMPATIENT.newCaller()) {
      dripping.get("/api/first?timeout=2000").read();
      dripping.send("GET /api/first?timeout=1000 HTTP/1.1\r\nx: ");

      assertThat(dripping.dripUntilClosed()).isLessThan(HEAD_BYTES_MAX);
    }
  }

  @Test
  void connection_thatHasAskedOrSpeaksHttp2_mayRestForLonger() throws Exception {
    try (RawCaller used = HASTY.newCaller();
        RawCaller http2 = HASTY.newCaller();
        RawCaller busy = HASTY.newCaller()) {
      HASTY.always("ok@0ms");
      used.get("/api/first?timeout=30000").read();
      http2.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + "\0\0\0\4\0\0\0\0\0");

      // Long enough for two checks for overdue connections.
      HASTY.always("hang@0ms");
      busy.get("/api/first?timeout=2500").read().assertProblem(503, "deadline");

      assertThat(HASTY.gateway().load().callers().connections()).isEqualTo(3);
    }
  }

  @Test
  void connection_beyondTheLimit_isClosedAndTheOthersGoOn() throws Exception {
    assertOneTooManyIsClosed(TWO);
  }

  @Test
  void connection_beyondTheLimitOfItsAddress_isClosedAndTheOthersGoOn() throws Exception {
    assertOneTooManyIsClosed(TWO_OF_ONE);
  }

  @Test
  void connection_thatSendsNothing_isClosed() throws Exception {
    try (RawCaller silent = IMPATIENT.newCaller()) {
      assertThat(silent.readToEnd()).isEmpty();
    }
  }

  @Test
  void connection_thatStopsInsideItsHead_isClosed() throws Exception {
    try (RawCaller slow = IMPATIENT.newCaller()) {
      slow.send("GET /api/first?timeout=1000 HTTP/1.1\r\nhost: h\r\nx: ");

      assertThat(slow.readToEnd()).isEmpty();
    }
  }

  @Test
  void connection_withoutARequestForLong_isClosed() throws Exception {
    IMPATIENT.always("ok@0ms");
    try (RawCaller caller = IMPATIENT.newCaller()) {
      caller.get("/api/first?timeout=2000").read().assertOk("{\"time\": 0}");

      assertThat(caller.readToEnd()).isEmpty();
    }
  }

  @Test
  void connection_withARequestForLong_isKept() throws Exception {
    IMPATIENT.always("hang@0ms");
    try (RawCaller caller = IMPATIENT.newCaller()) {
      caller.get("/api/first?timeout=2000").read().assertProblem(503, "deadline");
    }
  }

  private static void assertOneTooManyIsClosed(RunningGateway gateway) throws IOException {
    gateway.always("ok@0ms");
    assertEventually(() -> gateway.gateway().load().callers().connections(), 0);
    long refusedBefore = gateway.gateway().load().callers().rejected();
    try (RawCaller first = gateway.newCaller();
        RawCaller second = gateway.newCaller()) {
      first.get("/api/first?timeout=30000").read().assertOk("{\"time\": 0}");
      second.get("/api/first?timeout=30000").read().assertOk("{\"time\": 0}");
      try (RawCaller third = gateway.newCaller()) {
        third.get("/api/first?timeout=30000");
        assertThatThrownBy(third::read).isInstanceOf(IOException.class);
      }
      assertThat(gateway.gateway().load().callers().rejected() - refusedBefore).isEqualTo(1);
      first.get("/api/first?timeout=30000").read().assertOk("{\"time\": 0}");
    }
    assertEventually(() -> gateway.gateway().load().callers().connections(), 0);
    gateway.get("/api/first?timeout=30000").assertOk("{\"time\": 0}");
  }
}
