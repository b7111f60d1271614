package io.hedgerow.gateway.settings;

import java.util.List;

/**
 * How losers are cancelled.
 *
 * @param resetsMax streams of one HTTP/2 connection that may be reset in any 30 seconds
 */
public record CancelSettings(CancelPolicy policy, int resetsMax, TimeSpan drainTimeout) {
  /** How a loser is cancelled. */
  public enum CancelPolicy {
    /** Close the connection on HTTP/1.1, reset the stream on HTTP/2. */
    ABORT,
    /** Read the response to its end and discard it, within limits. */
    DRAIN
  }

  static final Setting<CancelPolicy> POLICY =
      Setting.choice(
          "upstream.cancel",
          "abort",
          CancelPolicy.class,
          "How to cancel a losing attempt: abort it on the wire, or drain its answer");
  static final Setting<Integer> RESETS_MAX =
      Setting.integer(
          "upstream.resets-max",
          "150",
          0,
          1_000_000,
          "Maximum resets per HTTP/2 connection in any 30 seconds; further losers are drained");
  static final Setting<TimeSpan> DRAIN_TIMEOUT =
      Setting.duration(
          "upstream.drain-timeout",
          "1s",
          "1ms",
          "1m",
          "Time limit for draining an unwanted answer, after which it is aborted");

  static final List<Setting<?>> SETTINGS = List.of(POLICY, RESETS_MAX, DRAIN_TIMEOUT);

  void into(Values values) {
    values.put(POLICY, policy);
    values.put(RESETS_MAX, resetsMax);
    values.put(DRAIN_TIMEOUT, drainTimeout);
  }

  static CancelSettings from(Values values) {
    return new CancelSettings(
        values.get(POLICY), values.get(RESETS_MAX), values.get(DRAIN_TIMEOUT));
  }
}
