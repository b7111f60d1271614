package io.hedgerow.gateway.api;

import io.hedgerow.core.race.Attempt;
import io.hedgerow.core.race.Outcome;
import java.util.List;

/**
 * The {@code Server-Timing} header (W3C Server Timing): an entry for each attempt with its duration
 * in milliseconds and its outcome, and beside these, which browsers draw, two parameters that tell
 * the whole race: when it was launched, in milliseconds after the request came, and why. Such as
 * {@code attempt-2;dur=160.3;desc="succeeded";start=300.2;reason=hedge-delay-passed}.
 */
final class ServerTiming {
  private ServerTiming() {}

  /**
   * The header of these attempts, those that run left out.
   *
   * @param startNanos when the request came
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
