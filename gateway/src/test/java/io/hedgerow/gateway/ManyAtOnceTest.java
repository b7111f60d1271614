package io.hedgerow.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.testing.RawCaller;
import io.hedgerow.gateway.testing.RawResponse;
import io.hedgerow.gateway.testing.RunningGateway;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Many mixed requests at once to an upstream that fails as usual; some callers hang up. */
final class ManyAtOnceTest {
  private static final int CALLERS = 300;
  private static final int REQUESTS_EACH = 2;
  private static final List<String> ENDPOINTS = List.of("all", "first", "within-timeout", "smart");

  @RegisterExtension static final RunningGateway GATEWAY = RunningGateway.start("event-loops=2");

  @Test
  void answers_manyAtOnce_areAllValidAndNothingIsLeft() throws Exception {
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> ended = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        SplittableRandom random = new SplittableRandom(i);
        ended.add(callers.submit(() -> callSeveralTimes(random)));
      }
      for (Future<?> call : ended) {
        call.get(60, TimeUnit.SECONDS);
      }
    }

    GATEWAY.assertAtRest();
    assertThat(GATEWAY.counts().asked()).isGreaterThan(CALLERS);
  }

  private static Void callSeveralTimes(SplittableRandom random) throws Exception {
    try (RawCaller caller = GATEWAY.newCaller()) {
      for (int i = 0; i < REQUESTS_EACH; i++) {
        String endpoint = ENDPOINTS.get(random.nextInt(ENDPOINTS.size()));
        caller.get("/api/" + endpoint + "?timeout=" + random.nextInt(50, 1000));
        if (random.nextInt(10) == 0) {
          caller.abort();
          return null;
        }
        assertValid(caller.read(), endpoint);
      }
    }
    return null;
  }

  private static void assertValid(RawResponse answer, String endpoint) {
    if (answer.status() == 503 && !endpoint.equals("within-timeout")) {
      JsonObject problem = new JsonObject(answer.body());
      answer.assertProblem(503, problem.getString("reason"));
      assertThat(problem.getString("reason")).isIn("deadline", "upstream-failed");
      return;
    }
    assertThat(answer.status()).as("%s of %s", answer, endpoint).isEqualTo(200);
    assertThat(answer.timings()).hasSizeBetween(1, 3);
    long successes = answer.timings().stream().filter(t -> t.endsWith(" succeeded")).count();
    switch (endpoint) {
      case "first" -> assertWork(new JsonObject(answer.body()));
      case "smart" -> assertWork(new JsonObject(answer.body()).getJsonObject("api"));
      default -> {
        JsonArray array = new JsonArray(answer.body());
        assertThat(array.size()).isEqualTo(successes);
        List<Integer> times = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
          assertWork(array.getJsonObject(i));
          times.add(array.getJsonObject(i).getInteger("time"));
        }
        assertThat(times.isEmpty()).isEqualTo(successes == 0);
        assertThat(endpoint.equals("all") && times.isEmpty()).isFalse();
      }
    }
  }

  private static void assertWork(JsonObject body) {
    assertThat(body.fieldNames()).containsExactly("time");
    assertThat(body.getInteger("time")).isBetween(100, 600);
  }
}
