package io.hedgerow.benchmarks.hedging;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import org.junit.jupiter.api.Test;

final class CurveTest {
  private final Curve curve = new Curve();

  @Test
  void percentiles_areOfAllRequests_notOfTheSuccesses() {
    answer(HttpResponseStatus.OK, 20);
    answer(HttpResponseStatus.OK, 10);
    answer(HttpResponseStatus.SERVICE_UNAVAILABLE, 5);
    curve.onAsking(0);
    curve.onUnanswered();

    assertThat(curve.requests()).isEqualTo(4);
    assertThat(curve.percentBy(9.9)).isZero();
    assertThat(curve.percentBy(10)).isEqualTo(25);
    assertThat(curve.percentBy(1000)).isEqualTo(50);
    assertThat(curve.millis(25)).isEqualTo(10);
    assertThat(curve.millis(50)).isEqualTo(20);
    assertThat(curve.millis(50.1)).isNaN();
  }

  @Test
  void noRequest_isNothing() {
    assertThat(curve.percentBy(1)).isZero();
    assertThat(curve.millis(50)).isNaN();
  }

  private void answer(HttpResponseStatus status, long millis) {
    curve.onAsking(0);
    curve.onAnswered(
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.EMPTY_BUFFER),
        millis * 1_000_000);
  }
}
