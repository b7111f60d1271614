package io.hedgerow.core.replica;

import io.hedgerow.core.race.Labelled;

/** Whether a replica is asked. */
public enum ReplicaState implements Labelled {
  /** Asked like any other. */
  IN,
  /** Not asked: it failed, or was slower than its peers. */
  EJECTED,
  /** Still out, but asked as a hedge now and then. A success brings it back. */
  PROBATION,
  /** Not asked because an operator said so. */
  DRAINED;

  private final String label = Labelled.labelOf(this);

  @Override
  public String label() {
    return label;
  }
}
