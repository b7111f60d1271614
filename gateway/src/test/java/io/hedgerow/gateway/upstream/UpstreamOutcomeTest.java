package io.hedgerow.gateway.upstream;

import static io.hedgerow.testing.Eventually.assertEventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.hedgerow.gateway.settings.UpstreamSettings;
import io.hedgerow.gateway.testing.LogCapture;
import io.hedgerow.simulator.ReceivedRequest;
import io.hedgerow.simulator.Simulator;
import io.hedgerow.simulator.SimulatorOptions;
import io.hedgerow.simulator.fault.Behaviour;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The outcomes of attempts against the simulator, and what is sent on the wire. */
final class UpstreamOutcomeTest {
  private static final String SUCCESS = "1 succeeded: {\"time\": 0}";

  private final Simulator simulator = Simulator.start(SimulatorOptions.defaults());
  private final ClientBench bench = ClientBench.of(simulator.url());
  private final List<ReceivedRequest> received = new CopyOnWriteArrayList<>();

  @BeforeEach
  void listen() {
    simulator.onRequest(received::add);
    simulator.always(Behaviour.parse("ok@0ms"));
  }

  @AfterEach
  void close() {
    bench.close();
    simulator.close();
  }

  @Test
  void attempt_properAnswer_succeedsWithTheBytesAsTheyCame() {
    String body = " { \"time\" : 12345678901234567890 , \"a\" : \"\u00e9\\u00e9\" }\n";
    simulator.script(Behaviour.parse("body:" + body + "@0ms"));
    assertThat(bench.ask()).isEqualTo("1 succeeded: " + body);
    bench.assertAtRest();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "status:201           | bad-status: status 201",
        "status:204           | bad-status: status 204",
        "status:302           | bad-status: status 302",
        "status:304           | bad-status: status 304",
        "status:404           | bad-status: status 404",
        "status:503           | bad-status: status 503",
        "body:                | bad-payload: not a JSON object",
        "body:<h1>It works!   | bad-payload: not JSON",
        "body:{\"time\": \"1\"} | bad-payload: time is not a whole number of 0 or more",
        "truncate             | connection-lost: connection closed inside the answer",
        "reset-inside         | connection-lost: connection reset inside the answer",
        "reset-before         | connection-lost: connection reset before the answer",
        "close-before         | connection-lost: connection closed before the answer",
        "garbage              | connection-lost: not HTTP before the answer",
        "oversized:65537      | too-large: body of more than 65536 bytes",
        "oversized:1000000    | too-large: body of more than 65536 bytes",
      })
  void attempt_faultOnAFreshConnection_failsAndIsNotRetried(String fault, String outcome) {
    simulator.script(Behaviour.parse(fault + "@0ms"));
    assertThat(bench.ask()).isEqualTo("1 " + outcome);
    bench.assertAtRest();
    assertThat(received).hasSize(1);
    assertThat(bench.retried()).isZero();
  }

  /** A bad upstream must not fill the log: Vert.x logs exceptions that nobody handles. */
  @ParameterizedTest
  @ValueSource(strings = {"reset-before", "reset-inside", "garbage", "truncate", "close-before"})
  void attempt_connectionLost_logsNothing(String fault) {
    try (LogCapture log = new LogCapture("io.vertx")) {
      simulator.script(Behaviour.parse(fault + "@0ms"));
      bench.ask();
      bench.assertAtRest();

      assertThat(log.lines()).isEmpty();
    }
  }

  @Test
  void attempt_bodyOfTheLargestSize_succeeds() {
    simulator.script(Behaviour.parse("oversized:65536@0ms"));
    assertThat(bench.ask())
        .startsWith("1 succeeded: {\"time\": 0")
        .hasSize("1 succeeded: ".length() + 65_536);
    bench.assertAtRest();
  }

  @Test
  void request_asReceived_isAGetWithHostAcceptAndTheRemainingTime() {
    bench.ask();
    ReceivedRequest request = received.getFirst();
    assertThat(request.method()).isEqualTo("GET");
    assertThat(request.uri()).isEqualTo("/api/work");
    assertThat(request.headers().keySet())
        .containsExactlyInAnyOrder("host", "accept", "hedgerow-deadline-ms");
    assertThat(request.header("host")).isEqualTo("127.0.0.1:" + simulator.port());
    assertThat(request.header("accept")).isEqualTo("application/json");
    assertThat(Integer.parseInt(request.header("hedgerow-deadline-ms"))).isBetween(1, 30_000);
  }

  @Test
  void request_sendDeadlineOff_doesNotTellTheTime() {
    UpstreamSettings off = ClientBench.settings(Map.of("upstream.send-deadline", "false"));
    try (ClientBench silent = new ClientBench(off, simulator.url())) {
      silent.ask();
    }
    assertThat(received.getFirst().headers()).containsOnlyKeys("host", "accept");
  }

  @ParameterizedTest
  @EnumSource
  void request_ofARoute_hasItsPathAndHeaders(RawAnswer.Version version) {
    Asked asked = Asked.any().path("/work").headers("x-first", "1", "accept", "text/html");
    UpstreamSettings settings = ClientBench.settings(version.settings());
    String url = "http://127.0.0.1:" + simulator.port() + "/api/?key=%2F";
    try (ClientBench client = new ClientBench(settings, url)) {
      client.ask(asked.request());
    }
    ReceivedRequest request = received.getFirst();
    assertThat(request.uri()).isEqualTo("/api/work?key=%2F");
    assertThat(request.header("x-first")).isEqualTo("1");
    assertThat(request.header("accept")).isEqualTo("text/html");
    assertThat(request.headers().keySet())
        .filteredOn(name -> !name.startsWith(":"))
        .contains("hedgerow-deadline-ms")
        .doesNotContain("connection", "content-length");
  }

  /** The code that uses the client has a bug; no attempt and no place may be lost. */
  @Test
  void request_thatMayNotBeSent_isRefusedAndLeavesNothing() {
    for (Asked asked : List.of(Asked.any().headers("host", "other"), Asked.any().path("/a b"))) {
      assertThatIllegalArgumentException().isThrownBy(() -> bench.ask(asked.request()));
    }
    bench.assertAtRest();
    assertThat(bench.ask()).isEqualTo(SUCCESS);
    assertThat(received).hasSize(1);
  }

  @Test
  void request_urlWithQuery_isSentAsItStands() {
    try (ClientBench other = ClientBench.of(simulator.url() + "?fault=status:418@0ms&a=%2F,$b")) {
      assertThat(other.ask()).isEqualTo("1 bad-status: status 418");
    }
    assertThat(received.getFirst().uri()).isEqualTo("/api/work?fault=status:418@0ms&a=%2F,$b");
  }

  @Test
  void attempts_oneAfterTheOther_useTheSameConnection() {
    for (int i = 0; i < 3; i++) {
      assertThat(bench.ask()).isEqualTo(SUCCESS);
    }
    assertThat(received).extracting(ReceivedRequest::clientPort).containsOnly(firstPort());
    assertThat(bench.idle()).isEqualTo(1);
  }

  @Test
  void attempts_ofDifferentNumbers_neverShareAConnection() {
    for (int number = 1; number <= 3; number++) {
      ClientBench.Launched launched = bench.launch(number);
      assertEventually(launched::told, List.of(number + " succeeded: {\"time\": 0}"));
    }
    assertThat(received).extracting(ReceivedRequest::clientPort).doesNotHaveDuplicates();
    assertThat(bench.idle()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({"status:503", "status:404", "body:no JSON", "oversized:65536"})
  void connection_afterAnAnswerReadToItsEnd_isUsedAgain(String fault) {
    simulator.script(Behaviour.parse(fault + "@0ms"));
    bench.ask();
    assertEventually(bench::idle, 1);
    assertThat(bench.ask()).isEqualTo(SUCCESS);
    assertThat(received).extracting(ReceivedRequest::clientPort).containsOnly(firstPort());
    bench.assertAtRest();
  }

  @Test
  void connection_idleForLongerThanTheTimeout_isClosed() {
    try (ClientBench brief =
        new ClientBench(ClientBench.settings(60_000, 1, 60_000), simulator.url())) {
      brief.ask();
      assertEventually(simulator::connections, 1);
      assertEventually(
          () -> {
            brief.sweep();
            return simulator.connections();
          },
          0);
      assertThat(brief.idle()).isZero();
    }
  }

  @Test
  void connection_notIdleForLongEnough_isKept() {
    bench.ask();
    bench.sweep();
    assertThat(bench.idle()).isEqualTo(1);
  }

  private int firstPort() {
    return received.getFirst().clientPort();
  }
}
