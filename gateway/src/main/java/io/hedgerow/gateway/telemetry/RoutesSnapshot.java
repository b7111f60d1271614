package io.hedgerow.gateway.telemetry;

/**
 * The routes and their file at one moment.
 *
 * @param applied reloads that came into force since the start
 * @param invalid contents of the file that were refused since the start
 * @param isFileInForce whether the routes in force are those of the file
 * @param changedSeconds when the routes in force came into force, in seconds since 1970
 */
public record RoutesSnapshot(
    long applied, long invalid, boolean isFileInForce, double changedSeconds) {
  public static final RoutesSnapshot NONE = new RoutesSnapshot(0, 0, false, 0);

  RoutesSnapshot plus(RoutesSnapshot other) {
    return new RoutesSnapshot(
        applied + other.applied,
        invalid + other.invalid,
        isFileInForce || other.isFileInForce,
        changedSeconds + other.changedSeconds);
  }
}
