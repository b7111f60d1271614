package io.hedgerow.gateway.api;

import io.hedgerow.gateway.loop.Loop;
import io.hedgerow.gateway.protection.Admission;
import io.hedgerow.gateway.protection.RateLimit;
import io.hedgerow.gateway.upstream.UpstreamClient;
import org.jspecify.annotations.Nullable;

/**
 * What the races of one route on one event loop use: clock and timers, the client of its upstream,
 * and limits.
 *
 * @param rateLimit null for none
 */
public record RaceResources(
    Loop loop, UpstreamClient upstream, Admission admission, @Nullable RateLimit rateLimit) {}
