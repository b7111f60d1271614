package io.hedgerow.gateway.telemetry.console;

import io.hedgerow.gateway.telemetry.ShedReason;
import java.util.Map;

/**
 * The counts of one event loop over about a second. The receiver owns the tallies.
 *
 * @param routes by name; only those with events
 * @param shed requests by reason
 * @param loopDelayMaxNanos the longest delay of the event loop
 */
public record LoopSecond(
    Map<String, Tally> routes, Counts<ShedReason> shed, long loopDelayMaxNanos) {}
