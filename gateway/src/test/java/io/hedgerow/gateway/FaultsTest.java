package io.hedgerow.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.simulator.Simulator;
import io.hedgerow.simulator.SimulatorOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way in which the upstream can fail, at every endpoint: three attempts with one fault. */
class FaultsTest {
  private static final List<String> ENDPOINTS = List.of("all", "first", "within-timeout", "smart");

  @RegisterExtension
  static final RunningGateway GATEWAY = RunningGateway.start("smart.hedge-delay=20ms");

  private static final Gateway WITHOUT_UPSTREAM = RunningGateway.startGateway(urlWithoutUpstream());

  @AfterAll
  static void stop() {
    WITHOUT_UPSTREAM.close();
  }

  static Stream<Arguments> failures() {
    return crossEndpoints(
        List.of("status:503", "bad-status 503"),
        List.of("status:500", "bad-status 500"),
        List.of("status:404", "bad-status 404"),
        List.of("status:302", "bad-status 302"),
        List.of("status:201", "bad-status 201"),
        List.of("status:204", "bad-status 204"),
        List.of("body:<html>", "bad-payload 200"),
        List.of("body:", "bad-payload 200"),
        List.of("body:{\"time\": 1.5}", "bad-payload 200"),
        List.of("body:{\"time\": 1} {}", "bad-payload 200"),
        List.of("body:[{\"time\": 1}]", "bad-payload 200"),
        List.of("oversized:70000", "too-large 200"),
        List.of("oversized:65537", "too-large 200"),
        List.of("oversized:16777216", "too-large 200"),
        List.of("truncate", "connection-lost"),
        List.of("reset-before", "connection-lost"),
        List.of("reset-inside", "connection-lost"),
        List.of("close-before", "connection-lost"),
        List.of("garbage", "connection-lost"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void upstream_failsAlways_isUpstreamFailed(String endpoint, String fault, String outcome)
      throws Exception {
    GATEWAY.always(fault + "@1ms");

    Answered answer = GATEWAY.get("/api/" + endpoint + "?timeout=30000");

    assertFailed(answer, endpoint, "upstream-failed", outcome);
    GATEWAY.assertAtRest();
    long asked = 3 + GATEWAY.redone();
    GATEWAY.assertUpstream(asked, asked, 0);
  }

  static Stream<Arguments> silences() {
    return crossEndpoints(List.of("hang", "timed-out"), List.of("stall", "timed-out"));
  }

  @ParameterizedTest
  @MethodSource("silences")
  void upstream_fallsSilentAlways_isDeadline(String endpoint, String fault, String outcome)
      throws Exception {
    GATEWAY.always(fault + "@1ms");

    Answered answer = GATEWAY.get("/api/" + endpoint + "?timeout=400");

    assertFailed(answer, endpoint, "deadline", outcome);
    GATEWAY.assertUpstream(3, 0, 3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"all", "first", "within-timeout", "smart"})
  void upstream_refusesConnections_isUnreachable(String endpoint) throws Exception {
    try (RawCaller caller = new RawCaller(WITHOUT_UPSTREAM.port())) {
      Answered answer = caller.get("/api/" + endpoint + "?timeout=30000").read();

      assertFailed(answer, endpoint, "upstream-failed", "unreachable");
    }
    Eventually.assertEventually(() -> WITHOUT_UPSTREAM.vitals().isAtRest(), true);
  }

  @ParameterizedTest
  @ValueSource(strings = {"all", "first", "within-timeout", "smart"})
  void upstream_answersWithTheLargestBody_isASuccess(String endpoint) throws Exception {
    GATEWAY.always("oversized:65536@1ms");

    Answered answer = GATEWAY.get("/api/" + endpoint + "?timeout=30000&envelope=false");

    String one = "{\"time\": 1, \"padding\": \"" + "x".repeat(65_510) + "\"}";
    assertThat(one).hasSize(65_536);
    boolean isArray = endpoint.equals("all") || endpoint.equals("within-timeout");
    answer.assertOk(isArray ? "[" + one + ", " + one + ", " + one + "]" : one);
  }

  @Test
  void upstream_redirects_isNotFollowed() throws Exception {
    GATEWAY.always("status:307@0ms");

    GATEWAY.get("/api/all?timeout=30000").assertProblem(503, "upstream-failed");

    GATEWAY.assertUpstream(3, 3, 0);
  }

  private static void assertFailed(
      Answered answer, String endpoint, String reason, String outcome) {
    String word = outcome.replaceFirst(" .*", "");
    assertThat(answer.timings()).containsExactly("1 " + word, "2 " + word, "3 " + word);
    if (endpoint.equals("within-timeout")) {
      answer.assertOk("[]");
    } else {
      answer.assertProblem(503, reason);
      assertThat(answer.attempts())
          .isEqualTo(IntStream.rangeClosed(1, 3).mapToObj(n -> n + " " + outcome).toList());
    }
  }

  @SafeVarargs
  private static Stream<Arguments> crossEndpoints(List<String>... rows) {
    List<Arguments> all = new ArrayList<>();
    for (String endpoint : ENDPOINTS) {
      for (List<String> row : rows) {
        all.add(Arguments.of(endpoint, row.get(0), row.get(1)));
      }
    }
    return all.stream();
  }

  private static String urlWithoutUpstream() {
    try (Simulator closed = Simulator.start(SimulatorOptions.defaults())) {
      return closed.url();
    }
  }
}
