package io.hedgerow.gateway.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many requests and connections fit into the process's file descriptors and heap. */
final class CapacityTest {
  @ParameterizedTest
  @CsvSource({
    "0,                          100, 100",
    "915,                        100, 103",
    "916,                        101, 101",
    "1024,                       128, 128",
    "20000,                     4872, 4872",
    "65536,                    16256, 16256",
    "1048576,                  28672, 20000",
    "9223372036854775807,      28672, 20000",
  })
  void limits_followDescriptors(long descriptors, int requests, int connections) {
    Capacity capacity = new Capacity(descriptors, 1L << 30);

    assertThat(capacity.requestsInFlight()).isEqualTo(requests);
    assertThat(capacity.callerConnections()).isEqualTo(connections);
  }

  /** 7/8 of a heap of 1 GiB hold the bodies and 32 KiB for each request. */
  @ParameterizedTest
  @CsvSource({
    "0,      28672",
    "192,    4096",
    "6144,   148",
    "49152,  18",
    "917472, 1",
    "917473, 1",
  })
  void requestsInFlight_followTheBodies(long kib, int requests) {
    Capacity capacity = new Capacity(Integer.MAX_VALUE, 1L << 30);

    assertThat(capacity.requestsInFlight(new ByteSize(kib * 1024))).isEqualTo(requests);
  }

  @ParameterizedTest
  @CsvSource({"0, 1, 19485", "4194304, 112, 19152", "1073741824, 4872, 4872"})
  void limits_followHeap_andConnectionsTakeTheDescriptorsThatAreLeft(
      long heapBytes, int requests, int connections) {
    Capacity capacity = new Capacity(20_000, heapBytes);

    assertThat(capacity.requestsInFlight()).isEqualTo(requests);
    assertThat(capacity.callerConnections()).isEqualTo(connections);
  }
}
