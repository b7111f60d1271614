package io.hedgerow.gateway;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.settings.Golden;
import io.hedgerow.gateway.testing.FaultTable;
import io.hedgerow.gateway.testing.FaultTable.Row;
import io.hedgerow.gateway.testing.RawCaller;
import io.hedgerow.gateway.testing.RawResponse;
import io.hedgerow.gateway.testing.RunningGateway;
import io.hedgerow.simulator.Simulator;
import io.hedgerow.simulator.SimulatorOptions;
import io.hedgerow.simulator.fault.Fault;
import io.hedgerow.testing.Eventually;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every fault of the upstream at every endpoint, with the same fault in all three attempts. */
final class FaultsTest {
  @RegisterExtension
  static final RunningGateway GATEWAY = RunningGateway.start("smart.hedge-delay=20ms");

  private static final Gateway WITHOUT_UPSTREAM = RunningGateway.startGateway(urlWithoutUpstream());

  @AfterAll
  static void stop() {
    WITHOUT_UPSTREAM.close();
  }

  static Stream<Arguments> failures() {
    return crossEndpoints(FaultTable.FAILURES);
  }

  @ParameterizedTest
  @MethodSource("failures")
  void upstream_failsAlways_isUpstreamFailed(String endpoint, Row row) throws Exception {
    GATEWAY.simulator().always(row.behaviour());

    RawResponse answer = GATEWAY.get("/api/" + endpoint + "?timeout=30000");

    assertFailed(answer, endpoint, row);
    GATEWAY.assertAtRest();
    long asked = 3 + GATEWAY.retried();
    GATEWAY.assertUpstream(asked, asked, 0);
  }

  static Stream<Arguments> silences() {
    return crossEndpoints(FaultTable.SILENCES);
  }

  @ParameterizedTest
  @MethodSource("silences")
  void upstream_fallsSilentAlways_isDeadline(String endpoint, Row row) throws Exception {
    GATEWAY.simulator().always(row.behaviour());

    RawResponse answer = GATEWAY.get("/api/" + endpoint + "?timeout=400");

    assertFailed(answer, endpoint, row);
    GATEWAY.assertUpstream(3, 0, 3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"all", "first", "within-timeout", "smart"})
  void upstream_refusesConnections_isUnreachable(String endpoint) throws Exception {
    try (RawCaller caller = new RawCaller(WITHOUT_UPSTREAM.port())) {
      RawResponse answer = caller.get("/api/" + endpoint + "?timeout=30000").read();

      assertFailed(answer, endpoint, FaultTable.REFUSED);
    }
    Eventually.assertEventually(() -> WITHOUT_UPSTREAM.load().isAtRest(), true);
  }

  @ParameterizedTest
  @ValueSource(strings = {"all", "first", "within-timeout", "smart"})
  void upstream_answersWithTheLargestBody_isASuccess(String endpoint) throws Exception {
    GATEWAY.simulator().always(FaultTable.LARGEST.behaviour());

    RawResponse answer = GATEWAY.get("/api/" + endpoint + "?timeout=30000&envelope=false");

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

  @Test
  void table_faults_areTheWholeVocabulary() {
    Set<Class<?>> inTheTable =
        FaultTable.VOCABULARY.stream()
            .map(row -> row.behaviour().fault().getClass())
            .collect(toSet());

    assertThat(inTheTable).containsExactlyInAnyOrder(Fault.class.getPermittedSubclasses());
  }

  @Test
  void page_table_isTheOneTested() {
    Golden.assertPartMatches(
        Path.of("../docs/TESTING.md"),
        "<!-- faults: written by FaultsTest with -Dgolden.update=true -->",
        "<!-- end of faults -->",
        FaultTable.markdown());
  }

  private static void assertFailed(RawResponse answer, String endpoint, Row row) {
    assertThat(answer.timings())
        .containsExactly("1 " + row.label(), "2 " + row.label(), "3 " + row.label());
    if (row.answerOf(endpoint).startsWith("200")) {
      answer.assertOk("[]");
    } else {
      answer.assertProblem(503, row.ending().reason());
      assertThat(answer.attempts())
          .isEqualTo(IntStream.rangeClosed(1, 3).mapToObj(n -> n + " " + row.outcome()).toList());
    }
  }

  private static Stream<Arguments> crossEndpoints(List<Row> rows) {
    return FaultTable.ENDPOINTS.stream()
        .flatMap(endpoint -> rows.stream().map(row -> Arguments.of(endpoint, row)));
  }

  private static String urlWithoutUpstream() {
    try (Simulator closed = Simulator.start(SimulatorOptions.defaults())) {
      return closed.url();
    }
  }
}
