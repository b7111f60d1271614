package io.hedgerow.gateway.settings;

import java.util.List;

/**
 * The connections to the upstream.
 *
 * @param max in each lane, over all event loops
 * @param streamsMax concurrent attempts on one HTTP/2 connection
 * @param pendingMax attempts that may wait for a connection, in each lane, over all event loops
 */
public record ConnectionSettings(
    TimeSpan connectTimeout,
    int max,
    int streamsMax,
    int pendingMax,
    TimeSpan idleTimeout,
    TimeSpan ageMax,
    TimeSpan pingTimeout) {
  static final Setting<TimeSpan> CONNECT_TIMEOUT =
      Setting.duration(
          "upstream.connect-timeout",
          "5s",
          "1ms",
          "1m",
          "Time limit for each of TCP connect, TLS handshake and HTTP/2 settings");
  static final Setting<Integer> CONNECTIONS_MAX =
      Setting.integer(
          "upstream.connections-max",
          "4096",
          1,
          1_000_000,
          "Maximum connections per lane, divided among the event loops; there are three lanes");
  static final Setting<Integer> STREAMS_MAX =
      Setting.integer(
          "upstream.streams-max",
          "100",
          1,
          10_000,
          "Maximum concurrent attempts on one HTTP/2 connection; the upstream may allow fewer");
  static final Setting<Integer> PENDING_MAX =
      Setting.integer(
          "upstream.pending-max",
          "4096",
          0,
          1_000_000,
          "Maximum attempts per lane that wait for a connection, divided among the event loops");
  static final Setting<TimeSpan> IDLE_TIMEOUT =
      Setting.duration(
          "upstream.idle-timeout", "30s", "1ms", "1h", "How long an unused connection stays open");
  static final Setting<TimeSpan> AGE_MAX =
      Setting.duration(
          "upstream.connection-age-max",
          "5m",
          "1ms",
          "24h",
          "Maximum age of a connection; bounds how long a changed address goes unnoticed");
  static final Setting<TimeSpan> PING_TIMEOUT =
      Setting.duration(
          "upstream.ping-timeout",
          "1s",
          "1ms",
          "1m",
          "Time limit for the answer to a liveness PING on a silent HTTP/2 connection");

  static final List<Setting<?>> SETTINGS =
      List.of(
          CONNECT_TIMEOUT,
          CONNECTIONS_MAX,
          STREAMS_MAX,
          PENDING_MAX,
          IDLE_TIMEOUT,
          AGE_MAX,
          PING_TIMEOUT);

  void into(Values values) {
    values.put(CONNECT_TIMEOUT, connectTimeout);
    values.put(CONNECTIONS_MAX, max);
    values.put(STREAMS_MAX, streamsMax);
    values.put(PENDING_MAX, pendingMax);
    values.put(IDLE_TIMEOUT, idleTimeout);
    values.put(AGE_MAX, ageMax);
    values.put(PING_TIMEOUT, pingTimeout);
  }

  static ConnectionSettings from(Values values) {
    return new ConnectionSettings(
        values.get(CONNECT_TIMEOUT),
        values.get(CONNECTIONS_MAX),
        values.get(STREAMS_MAX),
        values.get(PENDING_MAX),
        values.get(IDLE_TIMEOUT),
        values.get(AGE_MAX),
        values.get(PING_TIMEOUT));
  }
}
