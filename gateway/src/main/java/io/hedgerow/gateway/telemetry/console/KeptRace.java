package io.hedgerow.gateway.telemetry.console;

import io.hedgerow.core.race.CancelReason;
import io.hedgerow.core.race.LaunchReason;
import io.hedgerow.core.race.Outcome;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot of a race, when it ended or while it runs. It contains no text of the caller or the
 * upstream, except the method and the names of header fields. Durations count from the arrival of
 * the request.
 *
 * @param id unique in this process
 * @param atMillis when the request arrived, in milliseconds since 1970
 * @param path the pattern that the path of the request matched
 * @param headers the names of the request's header fields
 * @param timeoutNanos the caller's timeout
 * @param deadlineNanos when the race must be decided
 * @param isJoined whether the request joined the race of another one, and so has no attempts
 * @param hedgeNanos when hedges are due; null without hedges
 * @param withheld the hedges that were not permitted; null if none were
 * @param end null while the race runs
 */
public record KeptRace(
    String id,
    String route,
    RaceClass raceClass,
    long atMillis,
    String method,
    String path,
    List<String> headers,
    long timeoutNanos,
    long deadlineNanos,
    boolean isJoined,
    @Nullable Long hedgeNanos,
    @Nullable Withheld withheld,
    @Nullable End end,
    List<KeptAttempt> attempts) {

  /** Hedges that were not permitted, and why. */
  record Withheld(int count, String reason) {
    JsonObject json() {
      return new JsonObject().put("count", count).put("reason", reason);
    }
  }

  /**
   * How a race ended.
   *
   * @param winner the number of the attempt that won; 0 if none did
   * @param isMasked whether the first attempt failed and another one won
   */
  record End(
      String verdict,
      int status,
      long durationNanos,
      int winner,
      boolean isMasked,
      @Nullable String traceId) {}

  /**
   * One attempt.
   *
   * @param replica null if the upstream has only one
   * @param endNanos null while it runs
   * @param outcome null while it runs
   */
  record KeptAttempt(
      int number,
      LaunchReason reason,
      @Nullable String replica,
      long startNanos,
      @Nullable Long endNanos,
      @Nullable Outcome outcome) {
    JsonObject json() {
      OptionalInt status = outcome == null ? OptionalInt.empty() : outcome.upstreamStatus();
      return new JsonObject()
          .put("number", number)
          .put("role", reason.role())
          .put("reason", reason.label())
          .put("startMs", Json.millis(startNanos))
          .put("endMs", endNanos == null ? null : Json.millis(endNanos))
          .put("outcome", outcome == null ? null : outcome.label())
          .put("detail", outcome == null ? null : detail(outcome))
          .put("status", status.isPresent() ? status.getAsInt() : null)
          .put("replica", replica);
    }

    private static @Nullable String detail(Outcome outcome) {
      return switch (outcome) {
        case Outcome.Failure failure -> failure.detail();
        case Outcome.Cancelled(CancelReason reason) -> reason.label();
        case Outcome.Answer _, Outcome.TimedOut _ -> null;
      };
    }
  }

  /**
   * This race as JSON.
   *
   * @param traces the URL of a trace without its ID; null if traces have no page
   */
  public JsonObject json(@Nullable String traces) {
    String traceId = end == null ? null : end.traceId();
    return new JsonObject()
        .put("id", id)
        .put("route", route)
        .put("class", raceClass.label())
        .put("at", atMillis / 1000.0)
        .put("method", method)
        .put("path", path)
        .put("headers", new JsonArray(headers))
        .put("timeoutMs", Json.millis(timeoutNanos))
        .put("deadlineMs", Json.millis(deadlineNanos))
        .put("isJoined", isJoined)
        .put("hedgeMs", hedgeNanos == null ? null : Json.millis(hedgeNanos))
        .put("verdict", end == null ? null : end.verdict())
        .put("status", end == null ? null : end.status())
        .put("durationMs", end == null ? null : Json.millis(end.durationNanos()))
        .put("winner", end == null ? 0 : end.winner())
        .put("isMasked", end != null && end.isMasked())
        .put("withheld", withheld == null ? null : withheld.json())
        .put("traceId", traceId)
        .put("traceUrl", traces == null || traceId == null ? null : traces + traceId)
        .put("attempts", new JsonArray(attempts.stream().map(KeptAttempt::json).toList()));
  }
}
