package io.hedgerow.gateway.settings;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.regex.Pattern;

/** A secret: its text is never printed. */
public record Secret(String value) {
  private static final Pattern TEXT = Pattern.compile("[!-~]{16,256}");
  private static final String MASK = "***";

  static Secret parse(String text) {
    if (!TEXT.matcher(text).matches()) {
      throw new IllegalArgumentException(MASK);
    }
    return new Secret(text);
  }

  /** Whether the text is this secret; compares in constant time for texts of the same length. */
  public boolean is(String text) {
    return MessageDigest.isEqual(
        value.getBytes(StandardCharsets.UTF_8), text.getBytes(StandardCharsets.UTF_8));
  }

  /** The text as it may be printed. */
  static String mask(String text) {
    return text.equals("none") ? text : MASK;
  }

  @Override
  public String toString() {
    return MASK;
  }
}
