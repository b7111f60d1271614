package io.hedgerow.core.replica;

import io.hedgerow.core.race.Labelled;

/** Whether attempts are sent to a replica. */
public enum ReplicaState implements Labelled {
  /** Gets its share of the attempts. */
  IN,
  /** Gets no attempts, because it failed or was slower than its peers. */
  EJECTED,
  /** Still out, but gets a hedge now and then as a test. A success brings it back. */
  PROBATION,
  /** Gets no attempts, because an operator drained it. */
  DRAINED;

  private final String label = Labelled.labelOf(this);

  @Override
  public String label() {
    return label;
  }
}
