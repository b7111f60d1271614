package io.hedgerow.gateway.settings;

import java.util.List;

/**
 * The API's listener and the process.
 *
 * @param port 0 for any free port
 * @param eventLoops threads that serve requests
 * @param warmUpTimeMax how long the start may warm up; 0 skips the warm-up
 * @param shutdownDelay from failing readiness to closing the listeners
 */
public record ServerSettings(
    String host, int port, int eventLoops, TimeSpan warmUpTimeMax, TimeSpan shutdownDelay) {
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
              "Number of event-loop threads, which serve requests; auto is one per" + " processor")
          .orAuto(() -> Runtime.getRuntime().availableProcessors());
  static final Setting<TimeSpan> WARM_UP_TIME_MAX =
      Setting.duration(
          "warm-up.time-max",
          "500ms",
          "0s",
          "10s",
          "Time limit for the warm-up, in which the gateway sends requests to itself"
              + " before it reports ready; 0s skips it");
  static final Setting<TimeSpan> SHUTDOWN_DELAY =
      Setting.duration(
          "shutdown.delay",
          "0s",
          "0s",
          "10m",
          "How long to keep accepting requests after readiness fails, so that load"
              + " balancers notice");

  static final Section<ServerSettings> SECTION =
      new Section<>(
          List.of(HOST, PORT, EVENT_LOOPS, WARM_UP_TIME_MAX, SHUTDOWN_DELAY), ServerSettings::from);

  private static ServerSettings from(Values values) {
    return new ServerSettings(
        values.get(HOST),
        values.get(PORT),
        values.get(EVENT_LOOPS),
        values.get(WARM_UP_TIME_MAX),
        values.get(SHUTDOWN_DELAY));
  }
}
