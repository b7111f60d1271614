package io.hedgerow.gateway.settings;

import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A duration as a person writes it in a configuration, such as {@code 300ms} or {@code 5m}. */
public record TimeSpan(long millis) {
  static final Pattern TEXT = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");

  static TimeSpan parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(text);
    }
    long count = Long.parseLong(matcher.group(1));
    return new TimeSpan(
        switch (matcher.group(2)) {
          case "ms" -> count;
          case "s" -> TimeUnit.SECONDS.toMillis(count);
          case "m" -> TimeUnit.MINUTES.toMillis(count);
          default -> TimeUnit.HOURS.toMillis(count);
        });
  }

  public long nanos() {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }

  @Override
  public String toString() {
    if (millis > 0 && millis % 60_000 == 0) {
      return millis / 60_000 + "m";
    }
    return millis > 0 && millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
  }
}
