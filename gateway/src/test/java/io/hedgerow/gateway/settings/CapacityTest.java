package io.hedgerow.gateway.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many requests and connections fit the process's file descriptors and heap. */
final class CapacityTest {
  @ParameterizedTest
  @CsvSource({
    "0,                          100, 100",
    "915,                        100, 103",
    "916,                        101, 101",
    "1024,                       128, 128",
    "20000,                     4872, 4872",
    "65536,                    16256, 16256",
    "1048576,                  32768, 20000",
    "9223372036854775807,      32768, 20000",
  })
  void limits_followDescriptors(long descriptors, int requests, int connections) {
    Capacity capacity = new Capacity(descriptors, 1L << 30);

    assertThat(capacity.requestsInFlight()).isEqualTo(requests);
    assertThat(capacity.callerConnections()).isEqualTo(connections);
  }

  /** 64 KiB for each of three attempts and anything below cost the same; more, a sixth of it. */
  @ParameterizedTest
  @CsvSource({
    "0,      32768",
    "192,     32768",
    "193,     32598",
    "384,   16384",
    "49152,  128",
    "1000000, 100",
  })
  void requestsInFlight_followTheBodies(long kib, int requests) {
    Capacity capacity = new Capacity(Integer.MAX_VALUE, 1L << 30);

    assertThat(capacity.requestsInFlight(new ByteSize(kib * 1024))).isEqualTo(requests);
  }

  @ParameterizedTest
  @CsvSource({"0, 100, 19188", "4194304, 128, 19104", "1073741824, 4872, 4872"})
  void limits_followHeap_andConnectionsTakeTheDescriptorsThatAreLeft(
      long heapBytes, int requests, int connections) {
    Capacity capacity = new Capacity(20_000, heapBytes);

    assertThat(capacity.requestsInFlight()).isEqualTo(requests);
    assertThat(capacity.callerConnections()).isEqualTo(connections);
  }
}
