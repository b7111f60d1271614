package io.hedgerow.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.testing.RawCaller;
import io.hedgerow.gateway.testing.RawResponse;
import io.hedgerow.gateway.testing.RunningGateway;
import io.hedgerow.simulator.ReceivedRequest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sent to the upstream, and on which connections. */
final class UpstreamRequestTest {
  private static final String DEADLINE = "hedgerow-deadline-ms";

  @RegisterExtension static final RunningGateway GATEWAY = RunningGateway.start();

  @RegisterExtension
  static final RunningGateway DISCREET = RunningGateway.start("upstream.send-deadline=false");

  @RegisterExtension
  static final RunningGateway DISTANT = RunningGateway.start("request.write-reserve=400ms");

  @Test
  void request_whole_isAPlainGet() throws Exception {
    GATEWAY.always("ok@0ms");

    GATEWAY.get("/api/smart?timeout=30000&x=y");

    ReceivedRequest received = GATEWAY.received().getFirst();
    assertThat(received.method()).isEqualTo("GET");
    assertThat(received.uri()).isEqualTo("/api/work");
    assertThat(received.headers().keySet()).containsExactly("accept", DEADLINE, "host");
    assertThat(received.header("accept")).isEqualTo("application/json");
    assertThat(received.header("host")).isEqualTo("127.0.0.1:" + GATEWAY.simulator().port());
  }

  @Test
  void request_head_asksTheUpstreamForTheBody() throws Exception {
    GATEWAY.always("ok@0ms");
    try (RawCaller caller = GATEWAY.newCaller()) {
      caller.request("HEAD", "/api/all?timeout=30000").readHead();
    }

    assertThat(GATEWAY.received()).extracting(ReceivedRequest::method).containsOnly("GET");
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 300})
  void deadlineHeader_atTheStart_isAtMostTheTimeout(int timeoutMillis) throws Exception {
    GATEWAY.always("hang@0ms");

    GATEWAY.get("/api/all?timeout=" + timeoutMillis);

    assertThat(GATEWAY.received()).extracting(UpstreamRequestTest::deadlineMillis).isNotEmpty();
    assertThat(GATEWAY.received())
        .extracting(UpstreamRequestTest::deadlineMillis)
        .allSatisfy(millis -> assertThat(millis).isBetween(0, timeoutMillis - 1));
  }

  @ParameterizedTest
  @CsvSource({"1000, 600", "100, 50"})
  void deadlineHeader_largeWriteReserve_isTheTimeoutLessTheReserve(
      int timeoutMillis, int leftMillis) throws Exception {
    DISTANT.always("hang@0ms");

    DISTANT.get("/api/all?timeout=" + timeoutMillis);

    assertThat(DISTANT.received())
        .hasSize(3)
        .extracting(UpstreamRequestTest::deadlineMillis)
        .allSatisfy(millis -> assertThat(millis).isBetween(0, leftMillis));
  }

  @Test
  void deadlineHeader_ofHedges_isWhatIsLeft() throws Exception {
    GATEWAY.always("hang@0ms");

    GATEWAY.get("/api/smart?timeout=1500");

    List<Integer> millis =
        GATEWAY.received().stream().map(UpstreamRequestTest::deadlineMillis).toList();
    assertThat(millis).hasSize(3);
    // The first attempt may have waited for its connection, and the hedges for 300 ms or longer.
    assertThat(millis.getFirst()).isBetween(1000, 1499);
    assertThat(millis.subList(1, 3)).allSatisfy(left -> assertThat(left).isBetween(0, 1199));
  }

  @Test
  void deadlineHeader_notWanted_isAbsent() throws Exception {
    DISCREET.always("ok@0ms");

    DISCREET.get("/api/all?timeout=30000");

    assertThat(DISCREET.received())
        .hasSize(3)
        .allSatisfy(request -> assertThat(request.header(DEADLINE)).isNull());
  }

  @ParameterizedTest
  @ValueSource(strings = {"all", "first", "within-timeout", "smart"})
  void attempts_ofOneRace_useAConnectionEach(String endpoint) throws Exception {
    GATEWAY.always("hang@0ms");

    GATEWAY.get("/api/" + endpoint + "?timeout=900");

    assertThat(GATEWAY.received())
        .hasSize(3)
        .extracting(ReceivedRequest::clientPort)
        .doesNotHaveDuplicates();
  }

  @Test
  void attempts_ofOneRace_haveALaneEach() throws Exception {
    try (RunningGateway narrow =
        RunningGateway.start("upstream.connections-max=1", "upstream.pending-max=0")) {
      narrow.always("hang@0ms");

      RawResponse answer = narrow.get("/api/all?timeout=500");

      assertThat(answer.attempts()).containsExactly("1 timed-out", "2 timed-out", "3 timed-out");
      assertThat(narrow.received()).hasSize(3);
    }
  }

  @Test
  void attempts_oneAfterAnother_reuseTheirConnections() throws Exception {
    GATEWAY.always("ok@0ms");
    for (int i = 0; i < 5; i++) {
      GATEWAY.get("/api/all?timeout=30000");
    }

    assertThat(GATEWAY.received().stream().map(ReceivedRequest::clientPort).distinct()).hasSize(3);
    GATEWAY.assertUpstream(15, 15, 0);
  }

  private static int deadlineMillis(ReceivedRequest request) {
    return Integer.parseInt(String.valueOf(request.header(DEADLINE)));
  }
}
