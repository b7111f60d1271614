package io.hedgerow.gateway.protection;

import io.hedgerow.gateway.telemetry.ShedReason;
import org.jspecify.annotations.Nullable;

/**
 * How many of its hedges a race may launch.
 *
 * @param count hedges permitted, 0 or more
 * @param withheldFor why not all of them are permitted, or null if they are
 */
public record HedgePermit(int count, @Nullable ShedReason withheldFor) {}
