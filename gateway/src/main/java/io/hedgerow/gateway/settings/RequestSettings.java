package io.hedgerow.gateway.settings;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Limits on requests.
 *
 * @param writeReserve minimum write reserve; event-loop delay is added to it
 * @param inFlight maximum over all event loops; null to derive it from the process and the routes
 */
public record RequestSettings(
    TimeSpan timeoutMax, TimeSpan writeReserve, @Nullable Integer inFlight) {
  static final Setting<TimeSpan> TIMEOUT_MAX =
      Setting.duration(
          "request.timeout-max", "60s", "1ms", "10m", "Maximum timeout a caller may ask for");
  static final Setting<TimeSpan> WRITE_RESERVE =
      Setting.duration(
          "request.write-reserve",
          "3ms",
          "1ms",
          "1s",
          "Minimum time reserved for sending a deadline answer before the timeout, to"
              + " cover network latency; at most half of the timeout");
  static final Setting<@Nullable Integer> IN_FLIGHT_MAX =
      Setting.integer(
              "request.in-flight-max",
              "auto",
              1,
              1_000_000,
              "Maximum requests in flight; excess requests get 503. auto depends on the"
                  + " open file limit, the heap and the largest bodies that the routes allow")
          .orNone("auto");

  static final Section<RequestSettings> SECTION =
      new Section<>(
          List.of(TIMEOUT_MAX, WRITE_RESERVE, IN_FLIGHT_MAX),
          values ->
              new RequestSettings(
                  values.get(TIMEOUT_MAX), values.get(WRITE_RESERVE), values.get(IN_FLIGHT_MAX)));

  /**
   * The maximum number of requests in flight.
   *
   * @param bodies maximum memory for the bodies of one request
   */
  public int inFlightMax(ByteSize bodies) {
    return inFlight == null ? Capacity.ofThisProcess().requestsInFlight(bodies) : inFlight;
  }
}
