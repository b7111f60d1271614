package io.hedgerow.gateway.settings;

import org.jspecify.annotations.Nullable;

/**
 * The settings that the API needs.
 *
 * @param timeoutMax of a request
 * @param hedgeDelay of {@code /api/smart}
 * @param cors null to serve no web pages of other origins
 */
public record ApiSettings(TimeSpan timeoutMax, TimeSpan hedgeDelay, @Nullable CorsSettings cors) {}
