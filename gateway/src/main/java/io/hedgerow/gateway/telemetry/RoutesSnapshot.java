package io.hedgerow.gateway.telemetry;

/**
 * The routes and their file at one moment.
 *
 * @param applied successful reloads since the start
 * @param invalid refused contents of the file since the start
 * @param isFileInForce whether the current routes are those of the file
 * @param changedSeconds when the current routes came into use, in seconds since 1970
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
