package io.hedgerow.simulator.fault;

import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Behaviour for one request: a delay, then a fault (or {@link Fault.None}). Text form: {@code
 * status:503@20ms}; {@code toString} always includes the delay.
 *
 * @param delayMillis from 0 to {@value #DELAY_MILLIS_MAX}; also the {@code time} in a valid answer
 */
public record Behaviour(long delayMillis, Fault fault) {
  /** Maximum delay: one hour. */
  public static final long DELAY_MILLIS_MAX = 3_600_000;

  private static final Pattern WITH_DELAY = Pattern.compile("(?s)(.*)@([0-9]{1,9})ms");

  public Behaviour {
    if (delayMillis < 0 || delayMillis > DELAY_MILLIS_MAX) {
      throw new IllegalArgumentException(
          "delay: %dms (expected: from 0ms to %dms)".formatted(delayMillis, DELAY_MILLIS_MAX));
    }
  }

  /**
   * Reads a text that includes the delay.
   *
   * @throws IllegalArgumentException naming the text and what was expected
   */
  public static Behaviour parse(String text) {
    return parse(
        text,
        () -> {
          throw new IllegalArgumentException(
              "behaviour: %s (expected: <fault>@<delay>ms, such as status:503@20ms)"
                  .formatted(text));
        });
  }

  /**
   * Reads a text whose delay is optional.
   *
   * @param defaultDelayMillis supplies a missing delay; called only then, after the fault was
   *     parsed
   * @throws IllegalArgumentException naming the text and what was expected
   */
  public static Behaviour parse(String text, LongSupplier defaultDelayMillis) {
    Matcher said = WITH_DELAY.matcher(text);
    if (said.matches()) {
      return new Behaviour(Long.parseLong(said.group(2)), Fault.parse(said.group(1)));
    }
    Fault fault = Fault.parse(text);
    return new Behaviour(defaultDelayMillis.getAsLong(), fault);
  }

  @Override
  public String toString() {
    return fault + "@" + delayMillis + "ms";
  }
}
