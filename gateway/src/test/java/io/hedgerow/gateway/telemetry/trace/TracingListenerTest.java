package io.hedgerow.gateway.telemetry.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.core.deadline.Deadline;
import io.hedgerow.core.race.Attempt;
import io.hedgerow.core.race.CancelReason;
import io.hedgerow.core.race.Effects;
import io.hedgerow.core.race.LaunchReason;
import io.hedgerow.core.race.Outcome;
import io.hedgerow.core.race.Plan;
import io.hedgerow.core.race.Race;
import io.hedgerow.core.race.Verdict;
import io.hedgerow.gateway.route.Route;
import io.hedgerow.gateway.settings.Golden;
import io.hedgerow.gateway.settings.UpstreamUrl;
import io.hedgerow.gateway.telemetry.EndedRequest;
import io.hedgerow.gateway.telemetry.RequestListener;
import io.hedgerow.gateway.telemetry.RequestVerdict;
import io.hedgerow.gateway.telemetry.StartedRequest;
import io.hedgerow.gateway.testing.ArrivedRequest;
import io.hedgerow.gateway.testing.RouteBuilder;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.common.Clock;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zipkin2.codec.SpanBytesEncoder;

/** The complete spans of one request, under virtual time. */
final class TracingListenerTest {
  private static final long START_NANOS = 7_000_000_000L;
  private static final long EPOCH_NANOS = 1_795_305_600_000_000_000L;

  private final List<SpanData> spans = new ArrayList<>();
  private final SteppedClock clock = new SteppedClock();
  private final TracingListener listener =
      new TracingListener(
          SdkTracerProvider.builder()
              .setResource(Resource.builder().put("service.name", "hedgerow").build())
              .setIdGenerator(new CountedIds())
              .addSpanProcessor(SimpleSpanProcessor.create(new Kept()))
              .build()
              .get("io.hedgerow"),
          clock);

  @Test
  void smart_firstFailsAndAHedgeWins_isThisInZipkin() {
    MultiMap headers =
        MultiMap.caseInsensitiveMultiMap()
            .add("host", "gateway.test:8000")
            .add("user-agent", "curl/8.14.1");
    RequestListener request = listener.onRequestStarted(started("GET", headers));
    TracedRace traced = new TracedRace(request, Plan.smart(300_000_000));
    traced.at(40_000, race -> race::start);
    traced.at(120_000_000, race -> now -> race.onAttemptFailed(1, new Outcome.BadStatus(503), now));
    traced.at(210_000_000, race -> now -> race.onAttemptSucceeded(2, 200, "body", now));
    request.onRequestEnded(
        new EndedRequest(RequestVerdict.SUCCEEDED, 200, 2, 1_000_000_000, 211_500_000, 0, null));

    String json =
        spans.stream()
            .map(span -> SpanBytesEncoder.JSON_V2.encode(ZipkinSpan.of(span)))
            .map(span -> new JsonObject(new String(span, StandardCharsets.UTF_8)).encodePrettily())
            .collect(Collectors.joining("\n", "", "\n"));
    Golden.assertMatches("trace/zipkin.json", json);
  }

  @Test
  void attempt_atOneOfSeveralReplicas_namesTheLastOneItMovedTo() {
    RequestListener request =
        listener.onRequestStarted(started("GET", MultiMap.caseInsensitiveMultiMap()));
    TracedRace traced = new TracedRace(request, Plan.first());
    traced.at(0, race -> race::start);
    traced.race.attempts().getFirst().onPlaced("cat-a:8080");
    traced.race.attempts().getFirst().onPlaced("[2001:db8::1]:81");
    traced.at(1000, race -> now -> race.onAttemptSucceeded(1, 200, "body", now));
    request.onRequestEnded(
        new EndedRequest(RequestVerdict.SUCCEEDED, 200, 1, 1_000_000_000, 2000, 0, null));

    assertThat(spans.getFirst().getAttributes().asMap())
        .containsEntry(SpanKeys.SERVER_ADDRESS, "2001:db8::1")
        .containsEntry(SpanKeys.SERVER_PORT, 81L)
        .containsEntry(SpanKeys.URL, "http://[2001:db8::1]:81/api/work");
  }

  /** http.route is the pattern, because concrete paths would be too many to group spans by. */
  @Test
  void route_withVariables_isNamedByItsPatternAndAsksItsUpstream() {
    Route route =
        RouteBuilder.of("product", "/products/{id}", "/p/{id}")
            .upstream("catalogue")
            .to("/v2/products/{id}")
            .build();
    RequestListener request =
        listener.onRequestStarted(
            ArrivedRequest.of(
                route,
                "/p/42",
                UpstreamUrl.parse("https://catalogue.test/shop/?key=secret"),
                "GET",
                MultiMap.caseInsensitiveMultiMap(),
                START_NANOS));
    TracedRace traced = new TracedRace(request, Plan.first());
    traced.at(0, race -> race::start);
    traced.at(1000, race -> now -> race.onAttemptFinal(1, 404, "gone", now));
    request.onRequestEnded(
        new EndedRequest(RequestVerdict.FINAL, 404, 1, 1_000_000_000, 2000, 0, null));

    SpanData attempt = spans.getFirst();
    assertThat(attempt.getName()).isEqualTo("attempt 1 (won)");
    assertThat(attempt.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    assertThat(attempt.getAttributes().asMap())
        .containsEntry(SpanKeys.UPSTREAM, "catalogue")
        .containsEntry(SpanKeys.URL, "https://catalogue.test/shop/v2/products/42")
        .containsEntry(SpanKeys.TEMPLATE, "/shop/v2/products/{id}")
        .containsEntry(SpanKeys.SERVER_ADDRESS, "catalogue.test")
        .containsEntry(SpanKeys.SERVER_PORT, 443L)
        .containsEntry(SpanKeys.OUTCOME, "final")
        .containsEntry(SpanKeys.STATUS, 404L)
        .doesNotContainKey(SpanKeys.ERROR_TYPE);
    SpanData span = spans.getLast();
    assertThat(span.getName()).isEqualTo("GET /p/{id}");
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    assertThat(span.getAttributes().asMap())
        .containsEntry(SpanKeys.ROUTE, "/p/{id}")
        .containsEntry(SpanKeys.ROUTE_NAME, "product")
        .containsEntry(SpanKeys.PATH, "/p/42")
        .containsEntry(SpanKeys.VERDICT, "final");
  }

  @ParameterizedTest
  @CsvSource({
    "FINAL, 501, UNSET",
    "SUCCEEDED, 500, UNSET",
    "UPSTREAM_FAILED, 502, ERROR",
    "OVERLOADED, 200, UNSET",
    "NOT_FOUND, 404, UNSET"
  })
  void answer_thatIsAServerErrorOfOurs_isAnError(
      RequestVerdict verdict, int status, StatusCode expected) {
    listener
        .onRequestStarted(ArrivedRequest.of("smart"))
        .onRequestEnded(new EndedRequest(verdict, status, 0, 1_000_000_000, 2000, 0, null));

    assertThat(spans.getFirst().getStatus().getStatusCode()).isEqualTo(expected);
  }

  @Test
  void finalAnswer_isNoError() {
    RequestListener request =
        listener.onRequestStarted(started("GET", MultiMap.caseInsensitiveMultiMap()));
    TracedRace traced = new TracedRace(request, Plan.smart(300_000_000));
    traced.at(0, race -> race::start);
    traced.at(100_000_000, race -> now -> race.onAttemptFinal(1, 404, "body", now));
    request.onRequestEnded(
        new EndedRequest(RequestVerdict.SUCCEEDED, 404, 1, 1_000_000_000, 100_000_000, 0, null));

    SpanData attempt = spans.getFirst();
    assertThat(attempt.getName()).isEqualTo("attempt 1 (won)");
    assertThat(attempt.getStatus()).isEqualTo(StatusData.unset());
    assertThat(attempt.getAttributes().get(SpanKeys.OUTCOME)).isEqualTo("final");
    assertThat(attempt.getAttributes().get(SpanKeys.STATUS)).isEqualTo(404);
    assertThat(attempt.getAttributes().get(SpanKeys.ERROR_TYPE)).isNull();
  }

  @Test
  void sending_again_tellsTheUpstreamTheSameSpan() {
    RequestListener request =
        listener.onRequestStarted(started("GET", MultiMap.caseInsensitiveMultiMap()));
    new TracedRace(request, Plan.first()).at(0, race -> race::start);
    MultiMap once = MultiMap.caseInsensitiveMultiMap();
    MultiMap again = MultiMap.caseInsensitiveMultiMap();

    request.onAttemptSending(1, once::add);
    request.onAttemptSending(1, again::add);

    assertThat(once.get("traceparent")).startsWith("00-").isEqualTo(again.get("traceparent"));
  }

  @Test
  void method_unknown_doesNotNameTheSpan() {
    RequestListener request =
        listener.onRequestStarted(started("BREW", MultiMap.caseInsensitiveMultiMap()));
    request.onRequestEnded(
        new EndedRequest(RequestVerdict.METHOD_NOT_ALLOWED, 405, 0, 0, 1000, 0, null));

    SpanData span = spans.getFirst();
    assertThat(span.getName()).isEqualTo("HTTP /api/smart");
    assertThat(span.getAttributes().get(SpanKeys.METHOD)).isEqualTo("_OTHER");
    assertThat(span.getAttributes().get(SpanKeys.METHOD_ORIGINAL)).isEqualTo("BREW");
    assertThat(span.getAttributes().get(SpanKeys.TIMEOUT)).isNull();
    assertThat(span.getAttributes().get(SpanKeys.HEADROOM)).isNull();
  }

  @Test
  void answer_tooLate_hasNegativeHeadroom() {
    RequestListener request =
        listener.onRequestStarted(started("GET", MultiMap.caseInsensitiveMultiMap()));
    request.onRequestEnded(
        new EndedRequest(RequestVerdict.DEADLINE, 503, 0, 20_000_000, 20_000_001, 0, null));

    assertThat(spans.getFirst().getAttributes().get(SpanKeys.HEADROOM)).isEqualTo(-1);
  }

  private static StartedRequest started(String method, MultiMap headers) {
    return ArrivedRequest.of("smart", method, headers, START_NANOS);
  }

  /** A race whose listener gets the events that the gateway would report. */
  private final class TracedRace implements Effects<String> {
    private final RequestListener listener;
    private final Race<String> race;
    private int endsTold;

    TracedRace(RequestListener listener, Plan plan) {
      this.listener = listener;
      this.race = new Race<>(plan, Deadline.after(START_NANOS, 1_000_000_000), this);
    }

    /** Feeds the race an event at a time after its start. */
    void at(long nanos, Function<Race<String>, Event> event) {
      clock.nanos = START_NANOS + nanos;
      event.apply(race).happen(clock.nanos);
      for (Attempt attempt : race.attempts()) {
        Outcome outcome = attempt.outcome();
        if (outcome != null && attempt.number() > endsTold) {
          endsTold = attempt.number();
          listener.onAttemptEnded(attempt, outcome, attempt.durationNanos());
        }
      }
    }

    @Override
    public void launch(int number, LaunchReason reason) {
      listener.onAttemptStarted(race.attempts().get(number - 1));
      clock.nanos += 500_000;
      listener.onAttemptSending(number, (_, _) -> {});
    }

    @Override
    public void finish(Verdict<String> verdict) {}

    @Override
    public void cancel(int number, CancelReason reason) {}
  }

  private interface Event {
    void happen(long nowNanos);
  }

  private static final class SteppedClock implements Clock {
    private long nanos = START_NANOS;

    @Override
    public long now() {
      return nanos - START_NANOS + EPOCH_NANOS;
    }

    @Override
    public long nanoTime() {
      return nanos;
    }
  }

  private static final class CountedIds implements IdGenerator {
    private int last;

    @Override
    public String generateSpanId() {
      last++;
      return "%016x".formatted(last);
    }

    @Override
    public String generateTraceId() {
      return "4bf92f3577b34da6a3ce929d0e0e4736";
    }
  }

  private final class Kept implements SpanExporter {
    @Override
    public CompletableResultCode export(Collection<SpanData> ended) {
      spans.addAll(ended);
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }
}
