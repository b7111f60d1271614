package io.hedgerow.simulation;

/**
 * A caller of a world.
 *
 * @param id its number in the world
 * @param key callers with equal keys make the same request
 * @param patienceNanos hangs up after this time; negative if it never does
 */
record Caller(int id, int key, long patienceNanos) {
  @Override
  public String toString() {
    return "caller " + id;
  }
}
