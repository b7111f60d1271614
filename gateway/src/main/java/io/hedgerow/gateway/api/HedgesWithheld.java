package io.hedgerow.gateway.api;

import io.hedgerow.gateway.telemetry.ShedReason;

/**
 * Hedges that a race requested but did not get.
 *
 * @param count 1 or more
 */
public record HedgesWithheld(int count, ShedReason reason) {}
