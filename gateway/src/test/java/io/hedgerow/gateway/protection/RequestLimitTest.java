package io.hedgerow.gateway.protection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class RequestLimitTest {
  @Test
  void limitTo_anotherLimit_holdsForRequestsFromThenOn() {
    RequestLimit limit = new RequestLimit(1);
    assertThat(limit.take()).isTrue();
    assertThat(limit.take()).isFalse();

    limit.limitTo(2);
    assertThat(limit.take()).isTrue();
    assertThat(limit.take()).isFalse();

    limit.limitTo(1);
    limit.giveBack();
    assertThat(limit.take()).isFalse();
    limit.giveBack();
    assertThat(limit.take()).isTrue();
    assertThat(limit.max()).isEqualTo(1);
  }
}
