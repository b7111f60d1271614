package io.hedgerow.core.race;

import java.util.Locale;

/** Why an attempt was launched. */
public enum LaunchReason {
  /** The race began: a primary attempt. */
  RACE_STARTED,
  /** No success within the hedge delay: a hedge. */
  HEDGE_DELAY_PASSED,
  /** An earlier attempt failed before the hedge delay had passed: a hedge. */
  ATTEMPT_FAILED;

  /** Whether the attempt is a hedge: launched because an earlier one was slow or failed. */
  public boolean isHedge() {
    return this != RACE_STARTED;
  }

  /** What attempts launched for this reason are called: {@code primary} or {@code hedge}. */
  public String role() {
    return isHedge() ? "hedge" : "primary";
  }

  /** The reason's name wherever people or machines read it, such as {@code attempt-failed}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
