package io.hedgerow.simulation;

/**
 * A caller of a world.
 *
 * @param id its number in the world
 * @param key callers with equal keys ask for the same
 * @param patienceNanos it hangs up after this time; negative if it does not
 */
record Caller(int id, int key, long patienceNanos) {
  @Override
  public String toString() {
    return "caller " + id;
  }
}
