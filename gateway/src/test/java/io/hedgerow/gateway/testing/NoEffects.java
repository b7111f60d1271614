package io.hedgerow.gateway.testing;

import io.hedgerow.core.race.CancelReason;
import io.hedgerow.core.race.Effects;
import io.hedgerow.core.race.LaunchReason;
import io.hedgerow.core.race.Verdict;

/** A race's effects that do nothing, for tests that only need its attempts. */
public final class NoEffects<B> implements Effects<B> {
  @Override
  public void launch(int number, LaunchReason reason) {}

  @Override
  public void finish(Verdict<B> verdict) {}

  @Override
  public void cancel(int number, CancelReason reason) {}
}
