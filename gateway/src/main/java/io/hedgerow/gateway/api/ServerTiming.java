package io.hedgerow.gateway.api;

import io.hedgerow.core.race.Attempt;
import io.hedgerow.core.race.Outcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes the {@code Server-Timing} header (W3C Server Timing), with one entry per attempt. Browsers
 * show its duration in milliseconds and its outcome. Two more parameters say when it was launched,
 * in milliseconds after the request arrived (negative if the request joined a running race), and
 * why. For example {@code
 * attempt-2;dur=160.3;desc="succeeded";start=300.2;reason=hedge-delay-passed}. If the upstream has
 * several replicas, the last parameter names the attempt's replica: {@code replica="cat-a:8080"}.
 *
 * <p>For a route from a file, the first entry is its name, with the timeout in milliseconds: {@code
 * route;desc="product";timeout=800}. If hedges were withheld, an entry at the end says how many and
 * why: {@code hedges-withheld;desc="loop-delay";count=2}. Hedges in shadow have such an entry too:
 * {@code hedges-shadowed;desc="hedge-delay-passed";count=2}.
 */
public final class ServerTiming {
  private ServerTiming() {}

  /** The name of a route, and the timeout of the request in milliseconds. */
  public record Shown(String route, long timeoutMillis) {}

  /**
   * The header for these attempts; running ones are left out.
   *
   * @param shown null to show no route
   * @param startNanos when the request arrived
   */
  public static String of(
      @Nullable Shown shown, List<Attempt> attempts, UnlaunchedHedges unlaunched, long startNanos) {
    StringBuilder header = new StringBuilder(80 * attempts.size());
    if (shown != null) {
      header.append("route;desc=\"").append(shown.route());
      header.append("\";timeout=").append(shown.timeoutMillis());
    }
    for (Attempt attempt : attempts) {
      Outcome outcome = attempt.outcome();
      if (outcome != null) {
        header.append(header.isEmpty() ? "" : ", ").append("attempt-").append(attempt.number());
        Milliseconds.append(header.append(";dur="), attempt.durationNanos());
        header.append(";desc=\"").append(outcome.label()).append('"');
        Milliseconds.append(header.append(";start="), attempt.launchedAtNanos() - startNanos);
        header.append(";reason=").append(attempt.reason().label());
        if (attempt.replica() != null) {
          header.append(";replica=\"").append(attempt.replica()).append('"');
        }
      }
    }
    UnlaunchedHedges.Withheld withheld = unlaunched.withheld();
    if (withheld != null) {
      append(header, "hedges-withheld", withheld.reason().label(), withheld.count());
    }
    UnlaunchedHedges.Shadowed shadowed = unlaunched.shadowed();
    if (shadowed != null) {
      append(header, "hedges-shadowed", shadowed.reason().label(), shadowed.count());
    }
    return header.toString();
  }

  private static void append(StringBuilder header, String what, String reason, int count) {
    header.append(header.isEmpty() ? "" : ", ").append(what).append(";desc=\"").append(reason);
    header.append("\";count=").append(count);
  }
}
