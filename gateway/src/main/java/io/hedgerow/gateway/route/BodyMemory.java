package io.hedgerow.gateway.route;

import io.hedgerow.gateway.settings.ByteSize;
import io.hedgerow.gateway.settings.RequestSettings;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * The maximum memory for the bodies of all requests in flight, compared with the heap.
 *
 * @param requestsMax maximum requests in flight
 * @param perRequest maximum memory for the bodies of one request
 * @param route name of the route that allows that much
 * @param heapBytes maximum size of the heap
 */
public record BodyMemory(int requestsMax, ByteSize perRequest, String route, long heapBytes) {
  private static final long MIB = 1024 * 1024;

  /** The memory that this process needs with these routes. */
  public static BodyMemory of(Routes routes, RequestSettings request) {
    Route largest =
        routes.routes().stream()
            .max(Comparator.comparingLong(BodyMemory::bytesPerRequest))
            .orElseThrow();
    ByteSize perRequest = new ByteSize(bytesPerRequest(largest));
    return new BodyMemory(
        request.inFlightMax(perRequest),
        perRequest,
        largest.name(),
        Runtime.getRuntime().maxMemory());
  }

  /** Such as {@code at most 882 MiB (441 requests in flight, 2MiB each); the heap has 1024 MiB}. */
  @Override
  public String toString() {
    return "at most %d MiB (%d requests in flight, %s each); the heap has %d MiB"
        .formatted(Math.ceilDiv(bytesMax(), MIB), requestsMax, perRequest, heapBytes / MIB);
  }

  /** One line that says what to do if bodies may fill the heap; null if they cannot. */
  public @Nullable String warning() {
    if (bytesMax() <= heapBytes) {
      return null;
    }
    return "bodies may fill the heap, which ends the process. Set request.in-flight-max=auto, lower"
        + " attempts or body-max of route %s, or start with a larger heap (JAVA_OPTS=-Xmx%dm)"
            .formatted(route, Math.ceilDiv(bytesMax() / 7 * 8, MIB));
  }

  private static long bytesPerRequest(Route route) {
    return route.plan().attemptsMax() * route.success().bodyMax().bytes();
  }

  private long bytesMax() {
    return requestsMax * perRequest.bytes();
  }
}
