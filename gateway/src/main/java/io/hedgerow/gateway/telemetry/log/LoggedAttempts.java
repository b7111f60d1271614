package io.hedgerow.gateway.telemetry.log;

import io.hedgerow.core.race.Attempt;
import io.hedgerow.core.race.Outcome;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The attempts of a request in its log line: an array of objects in JSON, and in text {@code 1
 * bad-status 503 1.6 ms, 2 unreachable (connection refused) 0.4 ms}. If the upstream has several
 * replicas, the replica comes after the number.
 *
 * <p>Belongs to the event loop of the request until the line is logged; does not change after that.
 */
final class LoggedAttempts implements Iterable<Map<String, Object>> {
  private record Ended(int number, @Nullable String replica, Outcome outcome, double millis) {
    Map<String, Object> fields() {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("number", number);
      if (replica != null) {
        fields.put("replica", replica);
      }
      fields.put("outcome", outcome.label());
      outcome.upstreamStatus().ifPresent(status -> fields.put("status", status));
      if (outcome instanceof Outcome.Failure failure) {
        fields.put("cause", failure.detail());
      }
      fields.put("duration_ms", millis);
      return fields;
    }

    String text() {
      String cause =
          switch (outcome) {
            case Outcome.BadStatus(int status) -> " " + status;
            case Outcome.Final(int status) -> " " + status;
            case Outcome.Failure failure -> " (" + failure.detail() + ")";
            case Outcome.Succeeded _, Outcome.TimedOut _, Outcome.Cancelled _ -> "";
          };
      String where = replica == null ? "" : " " + replica;
      return number + where + " " + outcome.label() + cause + " " + millis + " ms";
    }
  }

  private final List<Ended> attempts = new ArrayList<>(3);

  void add(Attempt attempt, Outcome outcome, double millis) {
    attempts.add(new Ended(attempt.number(), attempt.replica(), outcome, millis));
  }

  @Override
  public Iterator<Map<String, Object>> iterator() {
    return attempts.stream().map(Ended::fields).iterator();
  }

  @Override
  public String toString() {
    return attempts.stream().map(Ended::text).collect(Collectors.joining(", "));
  }
}
