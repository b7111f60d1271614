package io.hedgerow.gateway.settings;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * What a process can hold.
 *
 * @param descriptors files and sockets that it may have open
 * @param heapBytes that its heap may grow to
 */
record Capacity(long descriptors, long heapBytes) {
  /** Listeners, jars, log and management. */
  private static final long DESCRIPTORS_RESERVED = 512;

  /** Each of its attempts has a connection. */
  private static final long UPSTREAM_DESCRIPTORS_PER_REQUEST = 3;

  /** Three attempts and their connections, with bodies of a usual size. */
  private static final long HEAP_BYTES_PER_REQUEST = 32 * 1024;

  private static final int LEAST = 100;
  private static final int REQUESTS_MOST = 1_000_000;
  private static final int CALLER_CONNECTIONS_MOST = 20_000;

  /** This process; as if it could have any number of descriptors where the system does not tell. */
  static Capacity ofThisProcess() {
    return new Capacity(
        ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
            ? system.getMaxFileDescriptorCount()
            : Integer.MAX_VALUE,
        Runtime.getRuntime().maxMemory());
  }

  /** How many requests may be in flight, each with a connection of its caller. */
  int requestsInFlight() {
    long byHeap = heapBytes / HEAP_BYTES_PER_REQUEST;
    long byDescriptors =
        (descriptors - DESCRIPTORS_RESERVED) / (1 + UPSTREAM_DESCRIPTORS_PER_REQUEST);
    return Math.clamp(Math.min(byHeap, byDescriptors), LEAST, REQUESTS_MOST);
  }

  /** How many connections of callers there may be, so that so many requests find descriptors. */
  int callerConnections() {
    long left =
        descriptors - DESCRIPTORS_RESERVED - UPSTREAM_DESCRIPTORS_PER_REQUEST * requestsInFlight();
    return Math.clamp(left, LEAST, CALLER_CONNECTIONS_MOST);
  }
}
