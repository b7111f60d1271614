package io.hedgerow.gateway.route;

/**
 * The HTTP statuses of a race that failed.
 *
 * @param deadline when the deadline is reached without an answer
 * @param upstreamFailed when all attempts end without a success
 */
public record FailureStatuses(int deadline, int upstreamFailed) {}
