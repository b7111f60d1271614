package io.hedgerow.gateway.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.hedgerow.core.race.Attempt;
import io.hedgerow.core.race.Outcome;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes errors as {@code application/problem+json} (RFC 9457) with the members {@code type},
 * {@code title}, {@code status}, {@code detail}, {@code reason} and, for routes from a file, {@code
 * route}. A failed race also has {@code attempts}, each with its number, start and duration in
 * milliseconds, replica if there are several, outcome, upstream status if there was one, and the
 * cause in words. {@code hedgesWithheld} says how many hedges were withheld and why.
 */
final class Problem {
  static final String CONTENT_TYPE = "application/problem+json";

  private static final JsonFactory JSON = new JsonFactory();

  private Problem() {}

  /** A problem without attempts. */
  static Buffer json(ProblemType type, int status, @Nullable String route, String detail) {
    return write(json -> writeMembers(json, type, status, route, detail));
  }

  /**
   * A problem after a race.
   *
   * @param status the HTTP status
   * @param route the route's name; null to leave it out
   * @param withheld null if no hedge was withheld
   * @param startNanos when the request arrived; the attempts' start times are relative to it
   */
  static Buffer json(
      ProblemType type,
      int status,
      @Nullable String route,
      String detail,
      List<Attempt> attempts,
      UnlaunchedHedges.@Nullable Withheld withheld,
      long startNanos) {
    return write(
        json -> {
          writeMembers(json, type, status, route, detail);
          json.writeArrayFieldStart("attempts");
          for (Attempt attempt : attempts) {
            writeAttempt(json, attempt, startNanos);
          }
          json.writeEndArray();
          if (withheld != null) {
            json.writeObjectFieldStart("hedgesWithheld");
            json.writeNumberField("count", withheld.count());
            json.writeStringField("reason", withheld.reason().label());
            json.writeEndObject();
          }
        });
  }

  private static void writeMembers(
      JsonGenerator json, ProblemType type, int status, @Nullable String route, String detail)
      throws IOException {
    json.writeStringField("type", type.uri());
    json.writeStringField("title", type.title());
    json.writeNumberField("status", status);
    json.writeStringField("detail", detail);
    json.writeStringField("reason", type.reason());
    if (route != null) {
      json.writeStringField("route", route);
    }
  }

  private static void writeAttempt(JsonGenerator json, Attempt attempt, long startNanos)
      throws IOException {
    Outcome outcome = attempt.outcome();
    if (outcome == null) {
      return;
    }
    json.writeStartObject();
    json.writeNumberField("number", attempt.number());
    json.writeNumberField("startMs", millis(attempt.launchedAtNanos() - startNanos));
    json.writeNumberField("durationMs", millis(attempt.durationNanos()));
    if (attempt.replica() != null) {
      json.writeStringField("replica", attempt.replica());
    }
    json.writeStringField("outcome", outcome.label());
    if (outcome.upstreamStatus().isPresent()) {
      json.writeNumberField("upstreamStatus", outcome.upstreamStatus().getAsInt());
    }
    if (outcome instanceof Outcome.Failure failure) {
      json.writeStringField("detail", failure.detail());
    }
    json.writeEndObject();
  }

  private static BigDecimal millis(long nanos) {
    return BigDecimal.valueOf(nanos, 6).setScale(1, RoundingMode.HALF_UP);
  }

  private interface Members {
    void writeTo(JsonGenerator json) throws IOException;
  }

  private static Buffer write(Members members) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      members.writeTo(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return Buffer.buffer(bytes.toByteArray());
  }
}
