package io.hedgerow.core.race;

/** Why an attempt was launched. */
public enum LaunchReason implements Labelled {
  /** The race started: a primary attempt. */
  RACE_STARTED,
  /** No success within the hedge delay: a hedge. */
  HEDGE_DELAY_PASSED,
  /** An earlier attempt failed before the hedge delay had passed: a hedge. */
  ATTEMPT_FAILED;

  private final String label = Labelled.labelOf(this);

  @Override
  public String label() {
    return label;
  }

  /** Whether the attempt is a hedge: launched because an earlier one was slow or failed. */
  public boolean isHedge() {
    return this != RACE_STARTED;
  }

  /** The role of attempts launched for this reason: {@code primary} or {@code hedge}. */
  public String role() {
    return isHedge() ? "hedge" : "primary";
  }
}
