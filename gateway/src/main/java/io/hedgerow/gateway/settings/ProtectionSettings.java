package io.hedgerow.gateway.settings;

import org.jspecify.annotations.Nullable;

/**
 * The settings that admission needs.
 *
 * @param requestsMax requests in flight, over all event loops
 * @param overload null to shed nothing
 * @param hedges null for no budget
 * @param attempts the limit on attempts in flight, or null for none
 */
public record ProtectionSettings(
    int requestsMax,
    @Nullable OverloadSettings overload,
    @Nullable HedgeSettings hedges,
    @Nullable LimitSettings attempts) {}
