package io.hedgerow.gateway.settings;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * The resources of a process, and the limits that follow from them.
 *
 * @param descriptors maximum open files and sockets
 * @param heapBytes maximum size of its heap
 */
record Capacity(long descriptors, long heapBytes) {
  /** Descriptors for listeners, jars, the log and management. */
  private static final long DESCRIPTORS_RESERVED = 512;

  /** One connection per attempt. */
  private static final long UPSTREAM_DESCRIPTORS_PER_REQUEST = 3;

  /** Three attempts and their connections, without bodies. */
  private static final long HEAP_BYTES_PER_REQUEST = 32 * 1024;

  /** The heap's divisor for the memory of incomplete requests and unread answers. */
  private static final int HEAP_SHARE_HELD = 8;

  private static final int MIN = 100;
  private static final int REQUESTS_MAX = 1_000_000;
  private static final int CALLER_CONNECTIONS_MAX = 20_000;

  /** The resources of this process. Descriptors the system does not report count as unlimited. */
  static Capacity ofThisProcess() {
    return new Capacity(
        ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
            ? system.getMaxFileDescriptorCount()
            : Integer.MAX_VALUE,
        Runtime.getRuntime().maxMemory());
  }

  /** Maximum requests in flight with empty bodies. */
  int requestsInFlight() {
    return requestsInFlight(new ByteSize(0));
  }

  /**
   * Maximum requests in flight, each with a client connection. The heap can hold them even if all
   * bodies have their maximum length.
   *
   * @param bodies maximum memory for the bodies of one request
   */
  int requestsInFlight(ByteSize bodies) {
    long byHeap =
        (heapBytes - heldForCallers().bytes()) / (HEAP_BYTES_PER_REQUEST + bodies.bytes());
    long byDescriptors =
        (descriptors - DESCRIPTORS_RESERVED) / (1 + UPSTREAM_DESCRIPTORS_PER_REQUEST);
    return Math.clamp(Math.min(byHeap, Math.max(MIN, byDescriptors)), 1, REQUESTS_MAX);
  }

  /** Maximum memory for incomplete requests and unread answers. */
  ByteSize heldForCallers() {
    return new ByteSize(heapBytes / HEAP_SHARE_HELD / 1024 * 1024);
  }

  /** Maximum client connections that leave enough descriptors for the requests in flight. */
  int callerConnections() {
    long left =
        descriptors - DESCRIPTORS_RESERVED - UPSTREAM_DESCRIPTORS_PER_REQUEST * requestsInFlight();
    return Math.clamp(left, MIN, CALLER_CONNECTIONS_MAX);
  }
}
