package io.hedgerow.gateway.telemetry.trace;

import static io.hedgerow.testing.Eventually.assertEventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.testing.Collector;
import io.hedgerow.gateway.testing.RawCaller;
import io.hedgerow.gateway.testing.RawResponse;
import io.hedgerow.gateway.testing.RunningGateway;
import io.hedgerow.simulator.ReceivedRequest;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import zipkin2.Span;

/**
 * Traces as a collector receives them. Each test sends a request with its own trace, so that its
 * spans can be distinguished from all others.
 */
final class TracingTest {
  private static final Collector COLLECTOR = Collector.start(Collector.Manner.TAKES);
  private static final String CALLER = "00f067aa0ba902b7";

  @RegisterExtension
  static final RunningGateway GATEWAY =
      RunningGateway.start(
          "smart.hedge-delay=250ms",
          "tracing.exporter=zipkin",
          "tracing.endpoint=" + COLLECTOR.url("/api/v2/spans"),
          "tracing.sample-ratio=1");

  @AfterAll
  static void closeCollector() {
    COLLECTOR.close();
  }

  @Test
  void first_oneWins_losersAreNoErrors() throws Exception {
    GATEWAY.script("ok@0ms", "hang@0ms", "hang@0ms");
    String trace = traceId(1);

    get("/api/first?timeout=30000", "traceparent: 00-" + trace + "-" + CALLER + "-01");

    GATEWAY.assertAtRest();
    int winner = GATEWAY.listener().ended().getFirst().winner();
    assertEventually(() -> COLLECTOR.trace(trace).size(), 4);
    for (int number = 1; number <= 3; number++) {
      String attempt =
          "CLIENT attempt "
              + number
              + (number == winner ? " (won) " : " ")
              + number
              + " primary race-started ";
      assertThat(COLLECTOR.told(trace).get(number - 1))
          .isEqualTo(attempt + (number == winner ? "succeeded 200" : "cancelled superseded"));
    }
    assertThat(COLLECTOR.told(trace).getLast())
        .isEqualTo("SERVER get /api/first succeeded " + winner + " 200");
    assertThat(GATEWAY.listener().ended().getFirst().traceId()).isEqualTo(trace);
    assertThat(COLLECTOR.trace(trace)).noneMatch(span -> span.tags().containsKey("error"));
  }

  @Test
  void smart_firstHangs_hedgesAreMarked() throws Exception {
    GATEWAY.script("hang@0ms", "status:500@0ms", "status:500@0ms");

    assertTold(
        "/api/smart?timeout=1000",
        2,
        "CLIENT attempt 1 1 primary race-started timed-out timed-out",
        "CLIENT attempt 2 (hedge) 2 hedge hedge-delay-passed bad-status 500 500",
        "CLIENT attempt 3 (hedge) 3 hedge hedge-delay-passed bad-status 500 500",
        "SERVER get /api/smart deadline 503 deadline");
    assertThat(COLLECTOR.trace(traceId(2)))
        .extracting(span -> span.tags().get("error"))
        .containsExactlyInAnyOrder(
            "deadline",
            "still running at the deadline",
            "the upstream answered 500",
            "the upstream answered 500");
  }

  @Test
  void smart_firstFails_hedgesSayWhy() throws Exception {
    GATEWAY.script("body:{}@0ms", "truncate@0ms", "oversized:70000@0ms");
    String trace = traceId(3);

    get("/api/smart?timeout=30000", "traceparent: 00-" + trace + "-" + CALLER + "-01");

    assertEventually(() -> COLLECTOR.trace(trace).size(), 4);
    List<String> told = COLLECTOR.told(trace);
    assertThat(told.getFirst())
        .isEqualTo("CLIENT attempt 1 1 primary race-started bad-payload 200 bad-payload");
    assertThat(told.subList(1, 3))
        .allMatch(
            line -> line.matches("CLIENT attempt ([23]) \\(hedge\\) \\1 hedge attempt-failed .*"))
        .anyMatch(line -> line.endsWith("connection-lost connection-lost"))
        .anyMatch(line -> line.endsWith("too-large 200 too-large"));
    assertThat(told.getLast())
        .isEqualTo("SERVER get /api/smart upstream-failed 503 upstream-failed");
  }

  @Test
  void caller_leaves_isNoError() throws Exception {
    GATEWAY.always("hang@0ms");
    String trace = traceId(4);
    try (RawCaller caller = GATEWAY.newCaller()) {
      caller.send(request("/api/all?timeout=30000", "b3: " + trace + "-" + CALLER + "-1"));
      assertEventually(() -> GATEWAY.gateway().load().upstream().exchanges(), 3);
    }

    assertEventually(
        () -> COLLECTOR.told(trace),
        List.of(
            "CLIENT attempt 1 1 primary race-started cancelled caller-left",
            "CLIENT attempt 2 2 primary race-started cancelled caller-left",
            "CLIENT attempt 3 3 primary race-started cancelled caller-left",
            "SERVER get /api/all caller-left"));
  }

  @Test
  void request_thatIsRefused_isASpanAlone() throws Exception {
    assertTold("/api/all?timeout=0", 5, "SERVER get /api/all bad-parameter 400");
  }

  @Test
  void request_withoutARoute_hasNoSpan() throws Exception {
    get("/nothing", "traceparent: 00-" + traceId(6) + "-" + CALLER + "-01");

    // Spans are exported in order, so a span of the first request would be here already.
    assertTold("/api/all?timeout=0", 7, "SERVER get /api/all bad-parameter 400");
    assertThat(COLLECTOR.trace(traceId(6))).isEmpty();
  }

  @Test
  void upstream_isToldTheTraceWithTheAttemptAsParent() throws Exception {
    GATEWAY.always("ok@0ms");
    String trace = traceId(8);

    get(
        "/api/all?timeout=30000",
        "traceparent: 00-" + trace + "-" + CALLER + "-01",
        "tracestate: a=1",
        "tracestate: b=2");

    assertEventually(() -> COLLECTOR.trace(trace).size(), 4);
    List<Span> spans = COLLECTOR.trace(trace);
    Span server =
        spans.stream().filter(s -> s.kind() == Span.Kind.SERVER).findFirst().orElseThrow();
    List<Span> attempts = spans.stream().filter(s -> s.kind() == Span.Kind.CLIENT).toList();
    assertThat(server.parentId()).isEqualTo(CALLER);
    assertThat(attempts).extracting(Span::parentId).containsOnly(server.id());
    assertThat(GATEWAY.received())
        .extracting(request -> request.header("traceparent"))
        .containsExactlyInAnyOrderElementsOf(
            attempts.stream().map(span -> "00-" + trace + "-" + span.id() + "-01").toList());
    assertThat(GATEWAY.received())
        .extracting(request -> request.header("tracestate"))
        .containsOnly("a=1,b=2");
    assertThat(GATEWAY.received()).allMatch(request -> request.header("b3") == null);
  }

  @ParameterizedTest
  @CsvSource({
    "single,        'b3: %s-00f067aa0ba902b7-1'",
    "single debug,  'b3: %s-00f067aa0ba902b7-d-05e3ac9a4f6e3b90'",
    "multi,         'X-B3-TraceId: %s\r\nX-B3-SpanId: 00f067aa0ba902b7\r\nX-B3-Sampled: 1'",
    "both,          'b3: 0000000000000000000000000000000f-000000000000000f-1\r\n"
        + "traceparent: 00-%s-00f067aa0ba902b7-01'",
    "bad and B3,    'traceparent: 00-%1$s-0000000000000000-01\r\nb3: %1$s-00f067aa0ba902b7-1'",
  })
  void caller_sendsItsTrace_isTheParent(String form, String headers) throws Exception {
    GATEWAY.always("ok@0ms");
    String trace = traceId(0x100 + form.hashCode() & 0xfffffff);

    get("/api/first?timeout=30000", headers.formatted(trace));

    assertEventually(() -> COLLECTOR.trace(trace).size(), 4);
    assertThat(COLLECTOR.trace(trace))
        .filteredOn(span -> span.kind() == Span.Kind.SERVER)
        .extracting(Span::parentId)
        .containsExactly(CALLER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "traceparent: nonsense",
        "traceparent: 00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "traceparent: ff-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01",
        "traceparent: 00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01\r\n"
            + "traceparent: 00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01",
        "b3: nonsense",
        "b3: 0af7651916cd43dd8448eb211c80319c",
        "X-B3-TraceId: x\r\nX-B3-SpanId: 00f067aa0ba902b7",
        "tracestate: a=1"
      })
  void caller_sendsMalformedHeaders_theyAreIgnored(String headers) throws Exception {
    GATEWAY.always("ok@0ms");

    get("/api/first?timeout=30000", headers);

    String trace = traceSent(GATEWAY.received().getFirst());
    assertThat(trace).isNotEqualTo("0af7651916cd43dd8448eb211c80319c");
    assertThat(GATEWAY.received().getFirst().header("tracestate")).isNull();
    assertEventually(() -> COLLECTOR.trace(trace).size(), 4);
    assertThat(COLLECTOR.trace(trace))
        .filteredOn(span -> span.kind() == Span.Kind.SERVER)
        .extracting(Span::parentId)
        .containsOnlyNulls();
  }

  @Test
  void parent_isNotSampled_nothingIsRecordedAndTheUpstreamIsTold() throws Exception {
    GATEWAY.always("ok@0ms");
    String trace = traceId(9);

    get("/api/first?timeout=30000", "traceparent: 00-" + trace + "-" + CALLER + "-00");

    assertThat(String.valueOf(GATEWAY.received().getFirst().header("traceparent")))
        .matches("00-" + trace + "-[0-9a-f]{16}-00")
        .doesNotContain(CALLER);
    GATEWAY.assertAtRest();
    assertThat(GATEWAY.listener().ended().getFirst().traceId()).isNull();
    assertTold("/api/all?timeout=0", 10, "SERVER get /api/all bad-parameter 400");
    assertThat(COLLECTOR.trace(trace)).isEmpty();
  }

  @Test
  void ratioOfZero_onlyWhatTheCallerSampledIsTraced() throws Exception {
    try (RunningGateway none =
        RunningGateway.start(
            "tracing.exporter=zipkin",
            "tracing.endpoint=" + COLLECTOR.url("/api/v2/spans"),
            "tracing.sample-ratio=0")) {
      none.always("ok@0ms");
      none.get("/api/first?timeout=30000");
      String parent = "traceparent: 00-" + traceId(11) + "-" + CALLER + "-01";
      try (RawCaller caller = none.newCaller()) {
        caller.send(request("/api/first?timeout=30000", parent)).read();
      }

      assertEventually(() -> COLLECTOR.trace(traceId(11)).size(), 4);
      assertThat(none.received().getFirst().header("traceparent")).matches(".*-0[02]");
      assertThat(COLLECTOR.trace(traceSent(none.received().getFirst()))).isEmpty();
    }
  }

  @Test
  void tracingOff_nothingIsSent() throws Exception {
    try (RunningGateway off = RunningGateway.start()) {
      off.always("ok@0ms");
      try (RawCaller caller = off.newCaller()) {
        String parent = "traceparent: 00-" + traceId(12) + "-" + CALLER + "-01";
        caller.send(request("/api/first?timeout=30000", parent)).read();
      }

      Map<String, String> headers = off.received().getFirst().headers();
      assertThat(headers).doesNotContainKey("traceparent");
    }
  }

  private static void assertTold(String target, int trace, String... lines) throws Exception {
    get(target, "traceparent: 00-" + traceId(trace) + "-" + CALLER + "-01");
    assertEventually(() -> COLLECTOR.told(traceId(trace)), List.of(lines));
  }

  private static RawResponse get(String target, String... headers) throws Exception {
    try (RawCaller caller = GATEWAY.newCaller()) {
      return caller.send(request(target, headers)).read();
    }
  }

  private static String request(String target, String... headers) {
    return "GET %s HTTP/1.1\r\nhost: hedgerow\r\n%s\r\n\r\n"
        .formatted(target, String.join("\r\n", headers));
  }

  private static String traceId(int number) {
    return "4bf92f3577b34da6%016x".formatted(number);
  }

  private static String traceSent(ReceivedRequest request) {
    return Objects.requireNonNull(request.header("traceparent")).split("-", -1)[1];
  }
}
