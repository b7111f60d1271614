package io.hedgerow.gateway.settings;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Limits on client connections.
 *
 * @param connectionsMax over all event loops
 * @param connectionsPerAddressMax per client address, over all event loops; null for no limit
 * @param headTimeout from accepting a connection to its first complete request head
 * @param idleTimeout between requests
 * @param readTimeout on top of the longest request timeout, to send a request and read the answer
 * @param heldMax memory for incomplete requests and unread answers, over all event loops
 */
public record CallerSettings(
    int connectionsMax,
    @Nullable Integer connectionsPerAddressMax,
    TimeSpan headTimeout,
    TimeSpan idleTimeout,
    TimeSpan readTimeout,
    ByteSize heldMax) {
  static final Setting<Integer> CONNECTIONS_MAX =
      Setting.integer(
              "callers.connections-max",
              "auto",
              1,
              1_000_000,
              "Maximum caller connections; excess connections are closed. Divided among"
                  + " the event loops. auto depends on the open file limit")
          .orAuto(() -> Capacity.ofThisProcess().callerConnections());
  static final Setting<@Nullable Integer> CONNECTIONS_PER_ADDRESS_MAX =
      Setting.integer(
              "callers.connections-per-address-max",
              "none",
              1,
              1_000_000,
              "Maximum connections per caller address, divided among the event loops; use"
                  + " none behind a load balancer")
          .orNone("none");
  static final Setting<TimeSpan> HEAD_TIMEOUT =
      Setting.duration(
          "callers.head-timeout",
          "10s",
          "1ms",
          "10m",
          "Time limit for a new connection to send its first complete request");
  static final Setting<TimeSpan> IDLE_TIMEOUT =
      Setting.duration(
          "callers.idle-timeout",
          "75s",
          "1ms",
          "1h",
          "How long a caller connection is kept open between requests");
  static final Setting<TimeSpan> READ_TIMEOUT =
      Setting.duration(
          "callers.read-timeout",
          "10s",
          "1ms",
          "10m",
          "Time a caller has to send a request and read the answer, in addition to"
              + " request.timeout-max");
  static final Setting<ByteSize> HELD_MAX =
      Setting.size(
              "callers.held-max",
              "auto",
              "16MiB",
              "1000000MiB",
              "Maximum memory for unread answers (size + 8 KiB each) and incomplete HTTP/2"
                  + " requests (16 KiB each); beyond it the connections with the oldest of them"
                  + " are closed. auto is an eighth of the heap")
          .orAuto(() -> Capacity.ofThisProcess().heldForCallers());

  static final Section<CallerSettings> SECTION =
      new Section<>(
          List.of(
              CONNECTIONS_MAX,
              CONNECTIONS_PER_ADDRESS_MAX,
              HEAD_TIMEOUT,
              IDLE_TIMEOUT,
              READ_TIMEOUT,
              HELD_MAX),
          CallerSettings::from);

  private static CallerSettings from(Values values) {
    return new CallerSettings(
        values.get(CONNECTIONS_MAX),
        values.get(CONNECTIONS_PER_ADDRESS_MAX),
        values.get(HEAD_TIMEOUT),
        values.get(IDLE_TIMEOUT),
        values.get(READ_TIMEOUT),
        values.get(HELD_MAX));
  }
}
