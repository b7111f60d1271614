package io.hedgerow.gateway.api;

import io.hedgerow.gateway.loop.Loop;
import io.hedgerow.gateway.protection.Admission;
import io.hedgerow.gateway.upstream.UpstreamClient;

/** What the races on one event loop share: clock and timers, the way upstream, and the limits. */
public record RaceResources(Loop loop, UpstreamClient upstream, Admission admission) {}
