package io.hedgerow.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class TallyTest {
  private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final AtomicLong answers = new AtomicLong();
  private final Tally tally = new Tally(1000, answers);

  @Test
  void success_addsTimeBeyondThatOfTheWinner() {
    tally.onAnswered(answer(200, "{\"time\": 160}"), TimeUnit.MILLISECONDS.toNanos(163));
    tally.onAnswered(answer(200, "{\"time\":160}"), TimeUnit.MILLISECONDS.toNanos(163));

    assertThat(tally.addedMillis(50)).isCloseTo(3, within(0.01));
    assertCounts(0, 0, 0);
  }

  @Test
  void noSuccess_isAFailure_andAddsNoTime() {
    tally.onAnswered(answer(503, "{\"time\": 1}"), 1);
    tally.onAnswered(answer(200, "<h1>It works!</h1>"), 1);

    assertThat(tally.addedMillis(50)).isNaN();
    assertCounts(2, 0, 0);
  }

  @Test
  void rejection_isRefused() {
    FullHttpResponse rejection = answer(503, "{}");
    rejection.headers().set(HttpHeaderNames.RETRY_AFTER, "1");

    tally.onAnswered(rejection, 1);

    assertCounts(0, 1, 0);
  }

  @Test
  void answerAfterTheTimeout_orNone_isLate() {
    tally.onAnswered(answer(200, "{\"time\": 1}"), TIMEOUT_NANOS);
    tally.onAnswered(answer(200, "{\"time\": 1}"), TIMEOUT_NANOS + 1);
    tally.onUnanswered();

    assertCounts(0, 0, 2);
    assertThat(answers).hasValue(2);
  }

  private void assertCounts(long failures, long refused, long late) {
    assertThat(tally.failures()).isEqualTo(failures);
    assertThat(tally.refused()).isEqualTo(refused);
    assertThat(tally.late()).isEqualTo(late);
  }

  private static FullHttpResponse answer(int status, String body) {
    return new DefaultFullHttpResponse(
        HttpVersion.HTTP_1_1,
        HttpResponseStatus.valueOf(status),
        Unpooled.copiedBuffer(body, StandardCharsets.UTF_8));
  }
}
