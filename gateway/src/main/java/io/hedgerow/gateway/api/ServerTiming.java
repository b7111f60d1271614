package io.hedgerow.gateway.api;

import io.hedgerow.core.race.Attempt;
import io.hedgerow.core.race.Outcome;
import java.util.List;

/**
 * The {@code Server-Timing} header (W3C Server Timing): one entry per attempt. Browsers draw its
 * duration in milliseconds and its outcome. Two more parameters say when it was launched, in
 * milliseconds after the request arrived, and why. For example {@code
 * attempt-2;dur=160.3;desc="succeeded";start=300.2;reason=hedge-delay-passed}.
 */
final class ServerTiming {
  private ServerTiming() {}

  /**
   * The header for these attempts; running ones are left out.
   *
   * @param startNanos when the request arrived
   */
  static String of(List<Attempt> attempts, long startNanos) {
    StringBuilder header = new StringBuilder(96 * attempts.size());
    for (Attempt attempt : attempts) {
      Outcome outcome = attempt.outcome();
      if (outcome != null) {
        header.append(header.isEmpty() ? "" : ", ").append("attempt-").append(attempt.number());
        Milliseconds.append(header.append(";dur="), attempt.durationNanos());
        header.append(";desc=\"").append(outcome.label()).append('"');
        Milliseconds.append(header.append(";start="), attempt.launchedAtNanos() - startNanos);
        header.append(";reason=").append(attempt.reason().label());
      }
    }
    return header.toString();
  }
}
