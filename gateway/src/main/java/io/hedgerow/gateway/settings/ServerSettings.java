package io.hedgerow.gateway.settings;

import java.util.List;

/**
 * The API's listener and the process.
 *
 * @param port 0 for any free port
 * @param eventLoops threads that serve requests
 * @param shutdownDelay between readiness failing and new requests being refused
 */
public record ServerSettings(String host, int port, int eventLoops, TimeSpan shutdownDelay) {
  static final Setting<String> HOST =
      Setting.text("host", "0.0.0.0", "a host name or address", "Address the API listens on");
  static final Setting<Integer> PORT =
      Setting.integer(
          "port", "8000", 0, 65_535, "Port of the API; 0 picks a free port and prints it");
  static final Setting<Integer> EVENT_LOOPS =
      Setting.integer(
              "event-loops",
              "auto",
              1,
              256,
              "Threads that serve requests; auto is one per processor")
          .orAuto(() -> Runtime.getRuntime().availableProcessors());
  static final Setting<TimeSpan> SHUTDOWN_DELAY =
      Setting.duration(
          "shutdown.delay",
          "0s",
          "0s",
          "10m",
          "How long requests are still accepted after readiness fails, so that load balancers"
              + " notice");

  static final Section<ServerSettings> SECTION =
      new Section<>(List.of(HOST, PORT, EVENT_LOOPS, SHUTDOWN_DELAY), ServerSettings::from);

  private static ServerSettings from(Values values) {
    return new ServerSettings(
        values.get(HOST), values.get(PORT), values.get(EVENT_LOOPS), values.get(SHUTDOWN_DELAY));
  }
}
