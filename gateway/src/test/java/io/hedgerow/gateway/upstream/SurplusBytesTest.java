package io.hedgerow.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.upstream.ClientBench.Launched;
import io.hedgerow.testing.Eventually;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Response-queue poisoning: an HTTP/1.1 upstream sends bytes beyond a complete answer. They must
 * not become part of the answer to another request.
 */
final class SurplusBytesTest {
  private static final int REQUESTS = 40;
  private static final Pattern ID = Pattern.compile("(?i)\r\nx-id: (\\d+)\r\n");
  private static final String SECRET = "{\"time\": 666}";
  private static final String SECOND_ANSWER = ok(SECRET);

  /** A complete answer to request {@code id}, the report of its attempt, and the surplus bytes. */
  enum Variant {
    ANSWER_AFTER_LENGTH("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", SECOND_ANSWER),
    ANSWER_AFTER_CHUNKS(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n",
        SECOND_ANSWER),
    LARGE_ANSWER(
        "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s",
        ok("{\"time\": 666, \"x\": \"" + "x".repeat(64_000) + "\"}")),
    ONE_BYTE("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", "x"),
    HALF_A_HEAD("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", "HTTP/1.1 503 No\r\nX: "),
    ANSWER_AFTER_503("HTTP/1.1 503 No\r\nContent-Length: 2\r\n\r\nno", SECOND_ANSWER),
    ANSWER_AFTER_304("HTTP/1.1 304 Same\r\nContent-Length: 0\r\n\r\n", SECOND_ANSWER),
    ANSWER_AFTER_204("HTTP/1.1 204 None\r\nContent-Length: 0\r\n\r\n", SECOND_ANSWER),
    BODY_AFTER_LENGTH_0("HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n", SECRET);

    private final String answer;
    private final String surplus;

    Variant(String answer, String surplus) {
      this.answer = answer;
      this.surplus = surplus;
    }

    String answerTo(int id) {
      String body = "{\"time\": %d}".formatted(id);
      return answer.formatted(body.length(), body);
    }

    String toldOf(int id) {
      String status = answer.substring(9, 12);
      return status.equals("200")
          ? "1 succeeded: {\"time\": %d}".formatted(id)
          : "1 bad-status: status " + status;
    }
  }

  /** When the surplus bytes are written. */
  enum Moment {
    SAME_WRITE,
    SPLIT,
    NEXT_WRITE,
    ONE_MILLISECOND_LATER
  }

  @ParameterizedTest
  @EnumSource(Variant.class)
  void surplus_withTheAnswer_reachesNoOtherRequest(Variant variant) throws IOException {
    assertEachGetsItsOwn(variant, Moment.SAME_WRITE, 4);
  }

  @ParameterizedTest
  @EnumSource(Variant.class)
  void surplus_splitBehindTheAnswer_reachesNoOtherRequest(Variant variant) throws IOException {
    assertEachGetsItsOwn(variant, Moment.SPLIT, 1);
  }

  private static void assertEachGetsItsOwn(Variant variant, Moment moment, int connections)
      throws IOException {
    try (RawUpstream upstream =
            new RawUpstream(connection -> serve(connection, variant, moment, new AtomicInteger()));
        ClientBench bench = bench(upstream, connections)) {
      List<Launched> all = new ArrayList<>();
      for (int id = 0; id < REQUESTS; id++) {
        Launched launched = new Identified(id);
        all.add(launched);
        bench.launch(1, TimeUnit.SECONDS.toMillis(30), launched);
      }
      for (int id = 0; id < REQUESTS; id++) {
        assertTold(all.get(id), variant.toldOf(id));
      }
      bench.assertAtRest();
    }
  }

  /** The surplus arrives before the next request is sent, so it cannot be its answer. */
  @ParameterizedTest
  @MethodSource("late")
  void surplus_beforeTheNextRequest_reachesNoOtherRequest(Variant variant, Moment moment)
      throws IOException {
    AtomicInteger written = new AtomicInteger();
    try (RawUpstream upstream =
            new RawUpstream(connection -> serve(connection, variant, moment, written));
        ClientBench bench = bench(upstream, 1)) {
      for (int id = 0; id < REQUESTS; id++) {
        Launched launched = new Identified(id);
        bench.launch(1, TimeUnit.SECONDS.toMillis(30), launched);
        assertTold(launched, variant.toldOf(id));
        int count = id + 1;
        Eventually.assertEventually(() -> written.get() >= count, true);
      }
      bench.assertAtRest();
    }
  }

  /** Waits for a report. A wrong one fails the test at once; a missing one, at the time limit. */
  private static void assertTold(Launched launched, String expected) {
    Eventually.assertEventually(() -> launched.told().size(), 1);
    assertThat(launched.told()).containsExactly(expected);
  }

  static List<Object[]> late() {
    List<Object[]> all = new ArrayList<>();
    for (Variant variant : Variant.values()) {
      all.add(new Object[] {variant, Moment.NEXT_WRITE});
      all.add(new Object[] {variant, Moment.ONE_MILLISECOND_LATER});
    }
    return all;
  }

  private static void serve(
      RawUpstream.Connection connection, Variant variant, Moment moment, AtomicInteger written)
      throws IOException {
    String request = connection.readRequest();
    while (request != null) {
      Matcher id = ID.matcher(request);
      assertThat(id.find()).isTrue();
      String answer = variant.answerTo(Integer.parseInt(id.group(1)));
      int half = variant.surplus.length() / 2;
      try {
        switch (moment) {
          case SAME_WRITE -> connection.write(answer + variant.surplus);
          case SPLIT ->
              connection
                  .write(answer + variant.surplus.substring(0, half + 1))
                  .write(variant.surplus.substring(half + 1));
          case NEXT_WRITE -> connection.write(answer).write(variant.surplus);
          case ONE_MILLISECOND_LATER -> {
            connection.write(answer);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            connection.write(variant.surplus);
          }
        }
      } finally {
        written.incrementAndGet();
      }
      request = connection.readRequest();
    }
  }

  private static ClientBench bench(RawUpstream upstream, int connections) {
    return new ClientBench(
        ClientBench.settings(
            Map.of(
                "upstream.connections-max", Integer.toString(connections),
                "upstream.pending-max", Integer.toString(REQUESTS))),
        upstream.url());
  }

  private static String ok(String body) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
  }

  /** A request that says who it is. */
  private static final class Identified extends Launched {
    private final int id;

    Identified(int id) {
      this.id = id;
    }

    @Override
    public void onAttemptSending(int number, BiConsumer<String, String> headers) {
      headers.accept("x-id", Integer.toString(id));
    }
  }
}
