package io.hedgerow.gateway.telemetry;

/**
 * The state of admission control at one moment.
 *
 * @param requests admitted requests that are not over
 * @param attempts attempts that count towards {@code attemptsLimit}
 * @param attemptsLimit maximum attempts in flight; {@link Double#POSITIVE_INFINITY} for no limit
 * @param shedShare share of new requests rejected because of loop delay, 0 to 1
 */
public record AdmissionSnapshot(
    int requests, int attempts, double attemptsLimit, double shedShare) {
  public static final AdmissionSnapshot NONE = new AdmissionSnapshot(0, 0, 0, 0);

  AdmissionSnapshot plus(AdmissionSnapshot other) {
    return new AdmissionSnapshot(
        requests + other.requests,
        attempts + other.attempts,
        attemptsLimit + other.attemptsLimit,
        shedShare + other.shedShare);
  }

  boolean isAtRest() {
    return requests == 0 && attempts == 0;
  }
}
