package io.hedgerow.core.race;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Dashboards and callers depend on the labels, so changing one breaks them. */
final class OutcomeTest {
  @Test
  void outcomes_haveTheirLabelsStatusAndDetail() {
    assertThat(
            List.of(
                describe(new Outcome.Succeeded(201)),
                describe(new Outcome.Final(404)),
                describe(new Outcome.BadStatus(503)),
                describe(new Outcome.BadPayload(200, "not JSON")),
                describe(new Outcome.TooLarge(404, 65_536)),
                describe(new Outcome.Unreachable(Outcome.Unreachable.Cause.TLS_FAILED)),
                describe(new Outcome.ConnectionLost("connection reset before the answer")),
                describe(new Outcome.TimedOut()),
                describe(new Outcome.Cancelled(CancelReason.SUPERSEDED))))
        .containsExactly(
            "succeeded, status 201",
            "final, status 404",
            "bad-status, status 503: status 503",
            "bad-payload, status 200: not JSON",
            "too-large, status 404: body of more than 65536 bytes",
            "unreachable: TLS handshake failed",
            "connection-lost: connection reset before the answer",
            "timed-out",
            "cancelled");
  }

  @Test
  void endings_haveTheirLabels() {
    assertThat(Plan.Ending.values())
        .extracting(Plan.Ending::label)
        .containsExactly("first-success", "all-ended", "whatever-came");
  }

  @Test
  void labelOf_constant_isItsNameInKebabCase() {
    assertThat(Labelled.labelOf(CancelReason.CALLER_LEFT)).isEqualTo("caller-left");
  }

  @Test
  void reasons_haveTheirLabelsAndRoles() {
    assertThat(CancelReason.values())
        .extracting(CancelReason::label)
        .containsExactly("superseded", "deadline", "caller-left", "internal-error");
    assertThat(LaunchReason.values())
        .extracting(LaunchReason::label)
        .containsExactly("race-started", "hedge-delay-passed", "attempt-failed");
    assertThat(LaunchReason.values())
        .extracting(LaunchReason::role)
        .containsExactly("primary", "hedge", "hedge");
  }

  private static String describe(Outcome outcome) {
    StringBuilder text = new StringBuilder(outcome.label());
    outcome.upstreamStatus().ifPresent(status -> text.append(", status ").append(status));
    if (outcome instanceof Outcome.Failure failure) {
      text.append(": ").append(failure.detail());
    }
    return text.toString();
  }
}
