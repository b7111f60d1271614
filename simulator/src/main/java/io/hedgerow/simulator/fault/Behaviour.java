package io.hedgerow.simulator.fault;

import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What becomes of one request: some work, then a fault (or {@link Fault.None}). Written {@code
 * status:503@20ms}; {@code toString} always writes the delay.
 *
 * @param delayMillis how long the work takes, from 0 to {@value #MAX_DELAY_MILLIS}; also the {@code
 *     time} that a proper answer tells
 */
public record Behaviour(long delayMillis, Fault fault) {

  /** The longest work: one hour. */
  public static final long MAX_DELAY_MILLIS = 3_600_000;

  private static final Pattern WITH_DELAY = Pattern.compile("(?s)(.*)@([0-9]{1,9})ms");

  public Behaviour {
    if (delayMillis < 0 || delayMillis > MAX_DELAY_MILLIS) {
      throw new IllegalArgumentException(
          "delay: %dms (expected: from 0ms to %dms)".formatted(delayMillis, MAX_DELAY_MILLIS));
    }
  }

  /**
   * Reads a text that says its delay.
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
   * Reads a text that may leave out its delay.
   *
   * @param unsaidDelayMillis the delay of a text without one; asked only then, after the fault was
   *     found good
   * @throws IllegalArgumentException naming the text and what was expected
   */
  public static Behaviour parse(String text, LongSupplier unsaidDelayMillis) {
    Matcher said = WITH_DELAY.matcher(text);
    if (said.matches()) {
      return new Behaviour(Long.parseLong(said.group(2)), Fault.parse(said.group(1)));
    }
    Fault fault = Fault.parse(text);
    return new Behaviour(unsaidDelayMillis.getAsLong(), fault);
  }

  @Override
  public String toString() {
    return fault + "@" + delayMillis + "ms";
  }
}
