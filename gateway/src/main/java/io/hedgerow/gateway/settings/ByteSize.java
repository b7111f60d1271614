package io.hedgerow.gateway.settings;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An amount of memory, such as {@code 32MiB}. */
public record ByteSize(long bytes) {
  static final Pattern TEXT = Pattern.compile("([0-9]{1,9})(KiB|MiB)");
  private static final int KIB = 1024;
  private static final int MIB = 1024 * 1024;

  static ByteSize parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(text);
    }
    int unit = matcher.group(2).equals("KiB") ? KIB : MIB;
    return new ByteSize(Long.parseLong(matcher.group(1)) * unit);
  }

  @Override
  public String toString() {
    return bytes % MIB == 0 ? bytes / MIB + "MiB" : bytes / KIB + "KiB";
  }
}
