package io.hedgerow.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.settings.ByteSize;
import org.junit.jupiter.api.Test;

final class BodyMemoryTest {
  private static final long HEAP = 1L << 30;
  private static final ByteSize TWO_MIB = new ByteSize(2 << 20);

  @Test
  void bodies_thatFitTheHeap_areNoWarning() {
    BodyMemory memory = new BodyMemory(512, TWO_MIB, "product", HEAP);

    assertThat(memory)
        .hasToString("at most 1024 MiB (512 requests in flight, 2MiB each); the heap has 1024 MiB");
    assertThat(memory.warning()).isNull();
  }

  @Test
  void bodies_thatMayFillTheHeap_areAWarningThatSaysWhatToDo() {
    BodyMemory memory = new BodyMemory(513, TWO_MIB, "product", HEAP);

    assertThat(memory)
        .hasToString("at most 1026 MiB (513 requests in flight, 2MiB each); the heap has 1024 MiB");
    assertThat(memory.warning())
        .isEqualTo(
            "bodies may fill the heap, which ends the process. Set request.in-flight-max=auto,"
                + " lower attempts or body-max of route product, or start with a larger heap"
                + " (JAVA_OPTS=-Xmx1173m)");
  }
}
