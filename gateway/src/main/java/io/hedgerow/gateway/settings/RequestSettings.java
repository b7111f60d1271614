package io.hedgerow.gateway.settings;

import java.util.List;

/**
 * What requests may ask for.
 *
 * @param inFlightMax over all event loops
 */
public record RequestSettings(TimeSpan timeoutMax, int inFlightMax) {
  static final Setting<TimeSpan> TIMEOUT_MAX =
      Setting.duration(
          "request.timeout-max", "60s", "1ms", "10m", "Maximum timeout a caller may ask for");
  static final Setting<Integer> IN_FLIGHT_MAX =
      Setting.integer(
              "request.in-flight-max",
              "auto",
              1,
              1_000_000,
              "Maximum requests in flight; excess requests get 503. auto follows the open file"
                  + " limit and the heap")
          .orAuto(() -> Capacity.ofThisProcess().requestsInFlight());

  static final Section<RequestSettings> SECTION =
      new Section<>(
          List.of(TIMEOUT_MAX, IN_FLIGHT_MAX),
          values -> new RequestSettings(values.get(TIMEOUT_MAX), values.get(IN_FLIGHT_MAX)));
}
