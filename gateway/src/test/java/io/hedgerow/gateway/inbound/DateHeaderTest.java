package io.hedgerow.gateway.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class DateHeaderTest {
  // The example of RFC 9110, section 5.6.7.
  private final AtomicLong nowMillis = new AtomicLong(784_111_777_000L);
  private final DateHeader header = new DateHeader(nowMillis::get);

  @Test
  void text_isAnImfFixdate() {
    assertThat(header.text()).isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
  }

  @Test
  void text_withinOneSecond_isFormattedOnce() {
    String first = header.text();

    nowMillis.addAndGet(999);

    assertThat(header.text()).isSameAs(first);
  }

  @Test
  void text_inTheNextSecondAndAfterTheClockWentBack_isNew() {
    header.text();
    nowMillis.addAndGet(1000);
    assertThat(header.text()).isEqualTo("Sun, 06 Nov 1994 08:49:38 GMT");

    nowMillis.addAndGet(-1);
    assertThat(header.text()).isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
  }
}
