package io.hedgerow.simulator.fault;

import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Default latency distribution: uniform, both bounds inclusive. Text form: {@code 100-600ms}, or
 * {@code 5ms} for one value.
 *
 * @param minMillis from 0
 * @param maxMillis from {@code minMillis} to {@link Behaviour#DELAY_MILLIS_MAX}
 */
public record Latency(long minMillis, long maxMillis) {
  private static final Pattern TEXT = Pattern.compile("([0-9]{1,9})(?:-([0-9]{1,9}))?ms");

  public Latency {
    if (minMillis < 0 || minMillis > maxMillis || maxMillis > Behaviour.DELAY_MILLIS_MAX) {
      throw malformed(text(minMillis, maxMillis));
    }
  }

  /**
   * Reads the textual form.
   *
   * @throws IllegalArgumentException naming the text and what was expected
   */
  public static Latency parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw malformed(text);
    }
    String max = matcher.group(2) == null ? matcher.group(1) : matcher.group(2);
    return new Latency(Long.parseLong(matcher.group(1)), Long.parseLong(max));
  }

  /** Draws one delay, in milliseconds. */
  public long draw(RandomGenerator random) {
    return random.nextLong(minMillis, maxMillis + 1);
  }

  /** This latency multiplied by a factor; at most {@link Behaviour#DELAY_MILLIS_MAX}. */
  public Latency times(int factor) {
    return new Latency(
        Math.min(minMillis * factor, Behaviour.DELAY_MILLIS_MAX),
        Math.min(maxMillis * factor, Behaviour.DELAY_MILLIS_MAX));
  }

  @Override
  public String toString() {
    return text(minMillis, maxMillis);
  }

  private static String text(long minMillis, long maxMillis) {
    return minMillis == maxMillis ? minMillis + "ms" : minMillis + "-" + maxMillis + "ms";
  }

  private static IllegalArgumentException malformed(String text) {
    return new IllegalArgumentException(
        "latency: %s (expected: <min>-<max>ms or <time>ms from 0 to %d, such as 100-600ms or 5ms)"
            .formatted(text, Behaviour.DELAY_MILLIS_MAX));
  }
}
