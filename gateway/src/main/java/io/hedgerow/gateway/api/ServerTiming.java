package io.hedgerow.gateway.api;

import io.hedgerow.core.race.Attempt;
import io.hedgerow.core.race.Outcome;
import java.util.List;

/**
 * The {@code Server-Timing} header (W3C Server Timing): an entry for each attempt with its duration
 * in milliseconds and its outcome, such as {@code attempt-1;dur=160.3;desc="succeeded"}.
 */
final class ServerTiming {
  private ServerTiming() {}

  static String of(List<Attempt> attempts) {
    StringBuilder header = new StringBuilder(48 * attempts.size());
    for (Attempt attempt : attempts) {
      Outcome outcome = attempt.outcome();
      if (outcome != null) {
        header.append(header.isEmpty() ? "" : ", ").append("attempt-").append(attempt.number());
        Milliseconds.append(header.append(";dur="), attempt.durationNanos());
        header.append(";desc=\"").append(outcome.word()).append('"');
      }
    }
    return header.toString();
  }
}
