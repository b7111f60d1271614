package io.hedgerow.gateway.telemetry;

import io.hedgerow.gateway.route.Match;
import io.hedgerow.gateway.settings.UpstreamUrl;

/**
 * Where a request goes.
 *
 * @param match its route, and what the route's pattern matched
 * @param upstream the URL of the route's upstream
 */
public record Destination(Match match, UpstreamUrl upstream) {}
