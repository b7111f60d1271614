package io.hedgerow.gateway.upstream;

import static io.hedgerow.testing.Eventually.assertEventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.testing.FaultTable;
import io.hedgerow.gateway.testing.FaultTable.Row;
import io.hedgerow.gateway.testing.RawResponse;
import io.hedgerow.gateway.testing.RunningGateway;
import io.hedgerow.simulator.ReceivedRequest;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract holds with an HTTP/2 upstream (prior knowledge). */
final class Http2UpstreamTest {
  private static final List<String> ENDPOINTS = List.of("all", "first", "within-timeout", "smart");

  @RegisterExtension
  static final RunningGateway GATEWAY =
      RunningGateway.start("upstream.protocol=http2", "smart.hedge-delay=20ms");

  static Stream<Arguments> failures() {
    return FaultTable.FAILURES.stream()
        .flatMap(row -> ENDPOINTS.stream().map(endpoint -> Arguments.of(endpoint, row)));
  }

  static Stream<Arguments> silences() {
    return FaultTable.SILENCES.stream()
        .flatMap(row -> ENDPOINTS.stream().map(endpoint -> Arguments.of(endpoint, row)));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void upstream_failsAlways_isUpstreamFailed(String endpoint, Row row) throws Exception {
    GATEWAY.simulator().always(row.behaviour());

    assertLost(GATEWAY.get("/api/" + endpoint + "?timeout=30000"), endpoint, "upstream-failed");
  }

  @ParameterizedTest
  @MethodSource("silences")
  void upstream_fallsSilentAlways_isDeadline(String endpoint, Row row) throws Exception {
    GATEWAY.simulator().always(row.behaviour());

    assertLost(GATEWAY.get("/api/" + endpoint + "?timeout=400"), endpoint, "deadline");
    GATEWAY.assertUpstream(3, 0, 3);
  }

  @Test
  void requests_manyAfterEachOther_shareOneConnectionForEachLane() throws Exception {
    GATEWAY.always("ok@1ms");
    for (int i = 0; i < 20; i++) {
      GATEWAY
          .get("/api/all?timeout=30000")
          .assertOk("[{\"time\": 1}, {\"time\": 1}, {\"time\": 1}]");
    }

    List<ReceivedRequest> received = GATEWAY.received();
    assertThat(received).hasSize(60).allMatch(request -> request.version() == HttpVersion.HTTP_2);
    assertThat(received.stream().map(ReceivedRequest::clientPort).distinct().count()).isEqualTo(3);
  }

  @Test
  void first_oneWins_losersAreResetAndTheirConnectionsKept() throws Exception {
    GATEWAY.script("ok@1ms", "hang@0ms", "hang@0ms");
    long before = GATEWAY.gateway().load().upstream().wire().streamsReset();
    int idle = idle();

    GATEWAY.get("/api/first?timeout=30000").assertOk("{\"time\": 1}");

    GATEWAY.assertUpstream(3, 1, 2);
    assertThat(GATEWAY.gateway().load().upstream().wire().streamsReset() - before).isEqualTo(2);
    assertEventually(Http2UpstreamTest::idle, Math.max(3, idle));
  }

  private static int idle() {
    return GATEWAY.gateway().load().upstream().idleConnections();
  }

  private static void assertLost(RawResponse answer, String endpoint, String reason) {
    if (endpoint.equals("within-timeout")) {
      answer.assertOk("[]");
    } else {
      answer.assertProblem(503, reason);
    }
  }
}
