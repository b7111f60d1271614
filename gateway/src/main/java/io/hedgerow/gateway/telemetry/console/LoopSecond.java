package io.hedgerow.gateway.telemetry.console;

import io.hedgerow.gateway.telemetry.ShedReason;
import java.util.Map;

/**
 * What happened on one event loop since it was asked last, about a second ago. Handed over: nobody
 * else has its tallies.
 *
 * @param routes by name; only those with events
 * @param shed requests by reason
 * @param loopDelayMaxNanos the longest delay of the event loop
 */
public record LoopSecond(
    Map<String, Tally> routes, Counts<ShedReason> shed, long loopDelayMaxNanos) {}
