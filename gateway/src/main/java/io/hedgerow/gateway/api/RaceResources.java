package io.hedgerow.gateway.api;

import io.hedgerow.gateway.loop.Loop;
import io.hedgerow.gateway.protection.Admission;
import io.hedgerow.gateway.upstream.UpstreamClient;

/** Shared by the races of one event loop: clock and timers, upstream client, and limits. */
public record RaceResources(Loop loop, UpstreamClient upstream, Admission admission) {}
