package io.hedgerow.gateway.protection;

import static io.hedgerow.testing.Eventually.assertEventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.testing.MetricsScrape;
import io.hedgerow.gateway.testing.RawCaller;
import io.hedgerow.gateway.testing.RawResponse;
import io.hedgerow.gateway.testing.RunningGateway;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Callers over their rate limit, over HTTP. Each test has its own callers. */
final class LimitedCallersTest {
  /** Two event loops, so that one caller's connections reach both. */
  @RegisterExtension
  static final RunningGateway LIMITED =
      RunningGateway.start(
          "event-loops=2",
          "rate-limit.requests=2",
          "rate-limit.window=60m",
          "rate-limit.caller-header=X-Forwarded-For",
          "rate-limit.trusted-proxies=127.0.0.0/8");

  @RegisterExtension static final RunningGateway UNLIMITED = RunningGateway.start();

  @ParameterizedTest
  @ValueSource(strings = {"all", "first", "within-timeout", "smart"})
  void request_beyondTheLimit_isRefusedAndSaysWhenToAskAgain(String endpoint) throws Exception {
    LIMITED.always("ok@0ms");
    String caller = "caller of " + endpoint;

    RawResponse first = ask(caller, "/api/" + endpoint + "?timeout=30000");
    RawResponse second = ask(caller, "/api/" + endpoint + "?timeout=30000");
    RawResponse third = ask(caller, "/api/" + endpoint + "?timeout=30000");

    assertThat(first.status()).isEqualTo(200);
    assertThat(first.headers())
        .containsEntry("ratelimit-policy", "\"caller\";q=2;w=3600")
        .containsEntry("ratelimit", "\"caller\";r=1;t=1800");
    assertThat(second.headers().get("ratelimit")).startsWith("\"caller\";r=0;t=");
    third.assertProblem(429, "rate-limited");
    long wait = Long.parseLong(String.valueOf(third.header("retry-after")));
    assertThat(wait).isBetween(1700L, 1800L);
    assertThat(third.headers()).containsEntry("ratelimit", "\"caller\";r=0;t=" + wait);
    long perRequest = endpoint.equals("smart") ? 1 : 3;
    assertEventually(() -> LIMITED.counts().asked(), 2 * perRequest);
    assertThat(MetricsScrape.of(LIMITED.gateway()).text())
        .contains("hedgerow_requests_total{route=\"" + endpoint + "\",verdict=\"rate-limited\"");
  }

  @Test
  void badRequests_countToo() throws Exception {
    ask("clumsy", "/api/smart?timeout=0").assertProblem(400, "bad-parameter");
    ask("clumsy", "/api/smart").assertProblem(400, "bad-parameter");

    ask("clumsy", "/api/smart?timeout=1000").assertProblem(429, "rate-limited");
  }

  @Test
  void otherCallers_areNotConcerned() throws Exception {
    LIMITED.always("ok@0ms");
    for (int i = 0; i < 3; i++) {
      ask("greedy", "/api/first?timeout=30000");
    }

    ask("greedy", "/api/first?timeout=30000").assertProblem(429, "rate-limited");
    ask("modest", "/api/first?timeout=30000").assertOk("{\"time\": 0}");
  }

  @Test
  void withoutALimit_nothingIsSaidOfIt() throws Exception {
    UNLIMITED.always("ok@0ms");

    RawResponse answer = UNLIMITED.get("/api/first?timeout=30000");

    answer.assertOk("{\"time\": 0}");
    assertThat(answer.headers()).doesNotContainKeys("ratelimit", "ratelimit-policy");
  }

  private static RawResponse ask(String caller, String target) throws IOException {
    try (RawCaller connection = LIMITED.newCaller()) {
      connection.send(
          "GET %s HTTP/1.1\r\nhost: hedgerow\r\nx-forwarded-for: %s\r\n\r\n"
              .formatted(target, caller));
      return connection.read();
    }
  }
}
