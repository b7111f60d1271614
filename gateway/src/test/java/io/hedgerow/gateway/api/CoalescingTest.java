package io.hedgerow.gateway.api;

import static io.hedgerow.testing.Eventually.assertEventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.hedgerow.core.race.Plan;
import io.hedgerow.gateway.route.Names;
import io.hedgerow.gateway.route.Routes;
import io.hedgerow.gateway.telemetry.EndedRequest;
import io.hedgerow.gateway.testing.MetricsScrape;
import io.hedgerow.gateway.testing.RawCaller;
import io.hedgerow.gateway.testing.RawResponse;
import io.hedgerow.gateway.testing.RouteBuilder;
import io.hedgerow.gateway.testing.RunningGateway;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Equal requests share a race; different ones do not. */
final class CoalescingTest {
  private static final Names QUERY = new Names.Only(List.of("q"));
  private static final Names HEADERS = new Names.Only(List.of("Authorization"));

  @RegisterExtension
  static final RunningGateway GATEWAY =
      RunningGateway.start(
          _ ->
              new Routes(
                  Map.of(),
                  List.of(
                      RouteBuilder.of("once", "/once/{id}")
                          .plan(Plan.smart(30_000_000_000L))
                          .pass(QUERY, HEADERS, Names.none())
                          .coalescing()
                          .build(),
                      RouteBuilder.of("hedged", "/hedged")
                          .plan(Plan.smart(50_000_000))
                          .coalescing()
                          .build(),
                      RouteBuilder.of("alone", "/alone")
                          .plan(new Plan(1, 0, 0, Plan.Ending.FIRST_SUCCESS))
                          .build())),
          "upstream.limit=fixed",
          "upstream.limit-max=3");

  private RawCaller first;
  private RawCaller second;

  @BeforeEach
  void connect() throws IOException {
    first = GATEWAY.newCaller();
    second = GATEWAY.newCaller();
  }

  @AfterEach
  void disconnect() throws IOException {
    first.close();
    second.close();
  }

  @Test
  void equalRequests_askTheUpstreamOnce() throws Exception {
    MetricsScrape before = MetricsScrape.of(GATEWAY.gateway());
    GATEWAY.script("ok@300ms");

    bothAsk("/once/7?timeout=30000&q=1", "/once/7?q=1&timeout=20000");

    assertThat(first.read().body()).isEqualTo("{\"time\": 300}");
    RawResponse answer = second.read();
    assertThat(answer.body()).isEqualTo("{\"time\": 300}");
    assertThat(answer.timings()).containsExactly("1 succeeded");
    assertThat(answer.header("server-timing")).contains("timeout=20000").contains(";start=-");
    GATEWAY.assertUpstream(1, 1, 0);
    GATEWAY.assertAtRest();
    assertThat(GATEWAY.listener().events())
        .containsExactly(
            List.of("once", "1 started RACE_STARTED", "1 succeeded", "200 succeeded"),
            List.of("once", "200 succeeded"));
    assertThat(MetricsScrape.of(GATEWAY.gateway()).grownSince(before, "hedgerow_requests_joined"))
        .containsExactly(entry("hedgerow_requests_joined_total{route=\"once\"}", 1.0));
  }

  @ParameterizedTest
  @CsvSource({
    "/once/7?timeout=30000&q=1, A, /once/7?timeout=30000&q=2, A",
    "/once/7?timeout=30000&q=1, A, /once/7?timeout=30000&q=1, B",
    "/alone?timeout=30000, A, /alone?timeout=30000, A"
  })
  void otherRequests_haveRacesOfTheirOwn(
      String target, String user, String otherTarget, String otherUser) throws Exception {
    GATEWAY.always("hang@0ms");
    ask(first, target, user);
    ask(second, otherTarget, otherUser);

    assertEventually(() -> GATEWAY.counts().working(), 2L);
    first.close();
    second.close();
    GATEWAY.assertUpstream(2, 0, 2);
  }

  /** The target is the upstream's URL alone, so the path of the request makes no difference. */
  @Test
  void whatDoesNotPass_makesNoDifference() throws Exception {
    GATEWAY.script("ok@300ms");

    bothAsk("/once/7?timeout=30000&page=1", "/once/8?timeout=30000&page=2");

    assertThat(first.read().status()).isEqualTo(200);
    assertThat(second.read().status()).isEqualTo(200);
    GATEWAY.assertUpstream(1, 1, 0);
  }

  @Test
  void requestAfterTheAnswer_hasARaceOfItsOwn() throws Exception {
    assertThat(GATEWAY.get("/once/7?timeout=30000").status()).isEqualTo(200);
    assertThat(GATEWAY.get("/once/7?timeout=30000").status()).isEqualTo(200);

    GATEWAY.assertUpstream(2, 2, 0);
  }

  @Test
  void pipelinedRequest_servedInsideTheAnswer_hasARaceOfItsOwn() throws Exception {
    GATEWAY.always("ok@200ms");
    bothAsk("/once/7?timeout=30000", "/once/7?timeout=20000");
    second.get("/once/7?timeout=30000");

    assertThat(second.read().status()).isEqualTo(200);
    assertThat(second.read().status()).isEqualTo(200);
    assertThat(first.read().status()).isEqualTo(200);
    GATEWAY.assertUpstream(2, 2, 0);
  }

  @Test
  void secondCaller_shorterTimeout_isAnsweredThenAndTheFirstWaits() throws Exception {
    GATEWAY.script("ok@400ms");

    bothAsk("/once/7?timeout=30000", "/once/7?timeout=100");

    second.read().assertProblem(504, "deadline");
    assertThat(first.read().status()).isEqualTo(200);
    GATEWAY.assertUpstream(1, 1, 0);
  }

  @Test
  void firstCaller_shorterTimeout_isAnsweredThenAndTheSecondWaits() throws Exception {
    GATEWAY.script("ok@600ms");

    bothAsk("/once/7?timeout=300", "/once/7?timeout=30000");

    first.read().assertProblem(504, "deadline");
    assertThat(second.read().body()).isEqualTo("{\"time\": 600}");
    GATEWAY.assertUpstream(1, 1, 0);
    GATEWAY.assertAtRest();
    List<EndedRequest> ended = GATEWAY.listener().ended();
    assertThat(ended.getFirst().durationNanos()).isLessThan(ended.getLast().durationNanos());
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void oneCallerLeaves_theOtherIsAnswered(boolean isFirst) throws Exception {
    GATEWAY.script("ok@500ms");
    bothAsk("/once/7?timeout=30000", "/once/7?timeout=30000");

    (isFirst ? first : second).close();

    assertThat((isFirst ? second : first).read().status()).isEqualTo(200);
    GATEWAY.assertUpstream(1, 1, 0);
  }

  @Test
  void bothCallersLeave_theAttemptIsCancelled() throws Exception {
    GATEWAY.always("hang@0ms");
    bothAsk("/once/7?timeout=30000", "/once/7?timeout=30000");

    first.close();
    second.close();

    GATEWAY.assertUpstream(1, 0, 1);
  }

  @Test
  void hedges_areOfTheRaceAndNotOfEachCaller() throws Exception {
    GATEWAY.script("hang@0ms", "ok@200ms", "hang@0ms");

    bothAsk("/hedged?timeout=30000", "/hedged?timeout=30000");

    assertThat(first.read().timings()).contains("2 succeeded");
    assertThat(second.read().timings()).contains("2 succeeded");
    GATEWAY.assertUpstream(3, 1, 2);
  }

  @Test
  void joinedRequest_takesNoPlaceOfTheUpstream() throws Exception {
    GATEWAY.always("hang@0ms");
    bothAsk("/hedged?timeout=30000", "/hedged?timeout=30000");
    assertEventually(() -> GATEWAY.counts().working(), 3L);

    assertThat(GATEWAY.get("/alone?timeout=30000").status()).isEqualTo(503);
    assertThat(GATEWAY.gateway().load().admission().requests()).isEqualTo(2);
    assertThat(GATEWAY.gateway().load().admission().attempts()).isEqualTo(3);
  }

  /** Sends the second request once the first has its attempt, and returns once it has joined. */
  private void bothAsk(String target, String second) throws Exception {
    first.get(target);
    assertEventually(() -> GATEWAY.counts().working() > 0, true);
    this.second.get(second);
    assertEventually(() -> GATEWAY.gateway().load().admission().requests(), 2);
  }

  private static void ask(RawCaller caller, String target, String user) throws IOException {
    caller.send(
        "GET %s HTTP/1.1\r\nhost: hedgerow\r\nauthorization: %s\r\n\r\n".formatted(target, user));
  }
}
