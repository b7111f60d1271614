package io.hedgerow.gateway.upstream;

import io.hedgerow.gateway.route.Route;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the attempts of one race ask of their upstream.
 *
 * @param route says which answers are successes or final, and which of their fields pass back
 * @param target path and query; null to ask the upstream's URL as it stands
 * @param headers names, in lower case, and values in turn
 */
public record UpstreamRequest(Route route, @Nullable String target, List<String> headers) {}
