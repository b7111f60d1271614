package io.hedgerow.core.race;

import io.hedgerow.core.deadline.Deadline;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The running races that callers may join, by key. Callers with equal keys want the same answer.
 *
 * <p>Belongs to one thread, like its races.
 *
 * @param <K> everything in a request that can affect the answer
 * @param <C> a caller
 */
public final class Coalescer<K, C> {

  /**
   * A race that callers may join.
   *
   * @param <C> a caller
   */
  public interface Joinable<C> {
    /** Returns whether the caller joined, and so will be answered. */
    boolean join(C caller, Deadline deadline, long nowNanos);
  }

  private final Map<K, Joinable<C>> races = new HashMap<>();

  /** Whether there is a race with this key, even if nobody can join it any more. */
  public boolean hasRace(K key) {
    return races.containsKey(key);
  }

  /** Lets a caller join the race with its key; returns false if it needs a race of its own. */
  public boolean join(K key, C caller, Deadline deadline, long nowNanos) {
    @Nullable Joinable<C> race = races.get(key);
    return race != null && race.join(caller, deadline, nowNanos);
  }

  /** From now on callers with this key join this race, and no earlier one. */
  public void onRaceStarted(K key, Joinable<C> race) {
    races.put(key, race);
  }

  /** This race is over. Ignored if a later race has taken its place. */
  public void onRaceEnded(K key, Joinable<C> race) {
    races.remove(key, race);
  }

  /** The number of keys with a race. */
  public int size() {
    return races.size();
  }
}
