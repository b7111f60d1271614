package io.hedgerow.simulator.wire;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many streams a client may reset on one HTTP/2 connection before the server treats it as a
 * Rapid Reset attack (CVE-2023-44487). As in Netty, a window starts with the first reset after the
 * previous window. Text form: {@code 200/30s} or {@code off}.
 *
 * @param resets RST_STREAM frames allowed per window, from 0; 0 means no limit
 * @param windowSeconds from 1 to 3600
 */
public record ResetLimit(int resets, int windowSeconds) {
  /** The default of Netty and Vert.x. */
  public static final ResetLimit DEFAULT = new ResetLimit(200, 30);

  /** No limit. */
  public static final ResetLimit OFF = new ResetLimit(0, 30);

  private static final int WINDOW_SECONDS_MAX = 3_600;
  private static final Pattern TEXT = Pattern.compile("([0-9]{1,9})/([0-9]{1,9})s");

  public ResetLimit {
    if (resets < 0 || windowSeconds < 1 || windowSeconds > WINDOW_SECONDS_MAX) {
      throw malformed(resets + "/" + windowSeconds + "s");
    }
  }

  /**
   * Reads the textual form.
   *
   * @throws IllegalArgumentException naming the text and what was expected
   */
  public static ResetLimit parse(String text) {
    if (text.equals("off")) {
      return OFF;
    }
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw malformed(text);
    }
    return new ResetLimit(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
  }

  boolean isOff() {
    return resets == 0;
  }

  @Override
  public String toString() {
    return isOff() ? "off" : resets + "/" + windowSeconds + "s";
  }

  private static IllegalArgumentException malformed(String text) {
    return new IllegalArgumentException(
        ("reset limit: %s (expected: <resets>/<seconds>s with 1 to %d seconds, such as 200/30s;"
                + " or off)")
            .formatted(text, WINDOW_SECONDS_MAX));
  }
}
