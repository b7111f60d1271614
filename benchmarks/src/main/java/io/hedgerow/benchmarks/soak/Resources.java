package io.hedgerow.benchmarks.soak;

import com.sun.management.UnixOperatingSystemMXBean;
import io.netty.util.internal.PlatformDependent;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/**
 * The resources of this process at one moment, after a garbage collection.
 *
 * @param heapBytes heap in use
 * @param directBytes buffers of Netty and the JDK outside the heap
 * @param fileDescriptors open file descriptors; −1 if unknown
 * @param threads live threads
 */
record Resources(long heapBytes, long directBytes, long fileDescriptors, int threads) {
  private static final int COLLECTIONS = 3;

  static Resources now() {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
    }
    long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    long direct =
        Math.max(0, PlatformDependent.usedDirectMemory())
            + ManagementFactory.getPlatformMXBeans(java.lang.management.BufferPoolMXBean.class)
                .stream()
                .mapToLong(java.lang.management.BufferPoolMXBean::getMemoryUsed)
                .sum();
    int threads = ManagementFactory.getThreadMXBean().getThreadCount();
    return new Resources(heap, direct, openFileDescriptors(), threads);
  }

  static long openFileDescriptors() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getOpenFileDescriptorCount()
        : -1;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "heap %.1f MB, direct %.1f MB, %d file descriptors, %d threads",
        heapBytes / 1e6,
        directBytes / 1e6,
        fileDescriptors,
        threads);
  }
}
