package io.hedgerow.gateway.testing;

import static java.util.stream.Collectors.toSet;

import com.sun.management.UnixOperatingSystemMXBean;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.vertx.core.impl.buffer.VertxByteBufAllocator;
import java.lang.management.ManagementFactory;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The resources of this process at one moment.
 *
 * @param fileDescriptors open file descriptors, including sockets
 * @param threads live threads, except carriers of virtual threads, whose number varies
 * @param chunkBytes memory that Netty's allocators reserve for buffers; they keep some when unused
 */
public record ResourceSnapshot(long fileDescriptors, Set<Thread> threads, long chunkBytes) {
  /** Two event loops may use their arenas for the first time; each reserves a chunk of 16 MiB. */
  private static final long CHUNK_GROWTH_BYTES = 36 * 1024 * 1024;

  public static ResourceSnapshot now() {
    Set<Thread> threads =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> !thread.getName().startsWith("ForkJoinPool-"))
            .collect(toSet());
    return new ResourceSnapshot(openFileDescriptors(), threads, allocatedBytes());
  }

  public static long openFileDescriptors() {
    return ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getOpenFileDescriptorCount();
  }

  /** Describes what is held now but was not in {@code before}; empty if nothing is. */
  public String beyond(ResourceSnapshot before) {
    StringBuilder excess = new StringBuilder();
    if (fileDescriptors > before.fileDescriptors) {
      excess.append(fileDescriptors - before.fileDescriptors).append(" file descriptors; ");
    }
    for (Thread thread : threads) {
      if (!before.threads.contains(thread)) {
        excess.append(thread.getName()).append("; ");
      }
    }
    if (chunkBytes - before.chunkBytes > CHUNK_GROWTH_BYTES) {
      excess.append(chunkBytes - before.chunkBytes).append(" bytes of buffers; ");
    }
    return excess.toString();
  }

  /** Adds both allocators: Vert.x writes with its own, and sockets are read with Netty's. */
  private static long allocatedBytes() {
    return Stream.of(VertxByteBufAllocator.POOLED_ALLOCATOR, ByteBufAllocator.DEFAULT)
        .map(allocator -> ((ByteBufAllocatorMetricProvider) allocator).metric())
        .mapToLong(metric -> metric.usedDirectMemory() + metric.usedHeapMemory())
        .sum();
  }
}
