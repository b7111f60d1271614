package io.hedgerow.gateway.api;

import io.hedgerow.gateway.loop.Loop;
import io.hedgerow.gateway.protection.Admission;
import io.hedgerow.gateway.protection.RateLimit;
import io.hedgerow.gateway.upstream.UpstreamClient;
import org.jspecify.annotations.Nullable;

/**
 * The resources of one route's races on one event loop: clock and timers, upstream client, and
 * limits.
 *
 * @param rateLimit null for none
 */
public record RaceResources(
    Loop loop, UpstreamClient upstream, Admission admission, @Nullable RateLimit rateLimit) {}
