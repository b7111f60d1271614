package io.hedgerow.gateway.inbound;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Adds the {@code Date} header to answers (RFC 9110, section 6.6.1). Formats it once per second.
 *
 * <p>Belongs to one event loop.
 */
public final class DateHeader {
  private static final long SECOND_MILLIS = 1000;
  private static final DateTimeFormatter IMF_FIXDATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private final LongSupplier nowMillis;
  private long second = Long.MIN_VALUE;
  private String text = "";

  /** A header that uses the system clock. */
  public DateHeader() {
    this(System::currentTimeMillis);
  }

  DateHeader(LongSupplier nowMillis) {
    this.nowMillis = nowMillis;
  }

  /** Sets the header of the answer to {@code request}. */
  public void addTo(HttpServerRequest request) {
    request.response().putHeader(HttpHeaders.DATE, text());
  }

  String text() {
    long nowSecond = Math.floorDiv(nowMillis.getAsLong(), SECOND_MILLIS);
    if (nowSecond != second) {
      second = nowSecond;
      text = IMF_FIXDATE.format(Instant.ofEpochSecond(nowSecond));
    }
    return text;
  }
}
