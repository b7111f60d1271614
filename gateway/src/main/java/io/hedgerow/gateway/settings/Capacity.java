package io.hedgerow.gateway.settings;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** What this process can hold, by its file descriptors and its heap. */
final class Capacity {
  /** Listeners, jars, log, management and idle connections. */
  private static final long DESCRIPTORS_RESERVED = 512;

  /** A request holds its caller's connection and three to the upstream. */
  private static final long DESCRIPTORS_PER_REQUEST = 4;

  /** Three attempts and their connections, with bodies of a usual size. */
  private static final long HEAP_BYTES_PER_REQUEST = 32 * 1024;

  private static final int LEAST = 100;
  private static final int MOST = 1_000_000;

  private Capacity() {}

  /** How many requests may be in flight. */
  static int requestsInFlight() {
    long byHeap = Runtime.getRuntime().maxMemory() / HEAP_BYTES_PER_REQUEST;
    long byDescriptors =
        ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
            ? (system.getMaxFileDescriptorCount() - DESCRIPTORS_RESERVED) / DESCRIPTORS_PER_REQUEST
            : MOST;
    return Math.clamp(Math.min(byHeap, byDescriptors), LEAST, MOST);
  }
}
