package io.hedgerow.gateway.upstream;

import io.netty.handler.codec.http.HttpHeaderNames;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** Reads the field Retry-After of an answer: seconds or a date (RFC 9110, section 10.2.3). */
final class RetryAfter {
  private static final int DIGITS_MAX = 9;

  private RetryAfter() {}

  /** How long to wait, in nanoseconds; empty if the field is missing or not valid. */
  static OptionalLong read(
      Iterable<? extends Map.Entry<? extends CharSequence, ? extends CharSequence>> fields) {
    for (Map.Entry<? extends CharSequence, ? extends CharSequence> field : fields) {
      if (HttpHeaderNames.RETRY_AFTER.contentEqualsIgnoreCase(field.getKey())) {
        return parse(field.getValue().toString().strip(), System.currentTimeMillis());
      }
    }
    return OptionalLong.empty();
  }

  static OptionalLong parse(String text, long nowMillis) {
    if (!text.isEmpty() && text.chars().allMatch(letter -> letter >= '0' && letter <= '9')) {
      return text.length() > DIGITS_MAX
          ? OptionalLong.of(Long.MAX_VALUE)
          : OptionalLong.of(TimeUnit.SECONDS.toNanos(Long.parseLong(text)));
    }
    try {
      Instant at = DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from);
      return OptionalLong.of(
          TimeUnit.MILLISECONDS.toNanos(Math.max(0, at.toEpochMilli() - nowMillis)));
    } catch (DateTimeParseException e) {
      return OptionalLong.empty();
    }
  }
}
