package io.hedgerow.gateway;

import static io.hedgerow.gateway.Eventually.assertEventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Connections that are one too many, and those that hold their place without need. */
class CallerConnectionsTest {
  @RegisterExtension
  static final RunningGateway TWO = RunningGateway.start("callers.connections-max=2");

  @RegisterExtension
  static final RunningGateway TWO_OF_ONE =
      RunningGateway.start("callers.connections-per-address=2");

  @RegisterExtension
  static final RunningGateway IMPATIENT =
      RunningGateway.start(
          "callers.idle-timeout=100ms", "callers.read-timeout=100ms", "request.timeout-max=2s");

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
    assertEventually(() -> gateway.gateway().vitals().callerConnections(), 0);
    long refusedBefore = gateway.gateway().vitals().callersRefused();
    try (RawCaller first = gateway.newCaller();
        RawCaller second = gateway.newCaller()) {
      first.get("/api/first?timeout=30000").read().assertOk("{\"time\": 0}");
      second.get("/api/first?timeout=30000").read().assertOk("{\"time\": 0}");
      try (RawCaller third = gateway.newCaller()) {
        third.get("/api/first?timeout=30000");
        assertThatThrownBy(third::read).isInstanceOf(IOException.class);
      }
      assertThat(gateway.gateway().vitals().callersRefused() - refusedBefore).isEqualTo(1);
      first.get("/api/first?timeout=30000").read().assertOk("{\"time\": 0}");
    }
    assertEventually(() -> gateway.gateway().vitals().callerConnections(), 0);
    gateway.get("/api/first?timeout=30000").assertOk("{\"time\": 0}");
  }
}
