package io.hedgerow.gateway.upstream;

import io.hedgerow.gateway.route.Route;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the attempts of one race ask of their upstream.
 *
 * @param route says which answers are successes or final, and which of their fields pass back
 * @param path appended to the path of the upstream's URL; null for that path alone
 * @param query parameters, joined with an ampersand, in addition to those of the upstream's URL
 * @param headers names, in lower case, and values in turn
 */
public record UpstreamRequest(
    Route route, @Nullable String path, String query, List<String> headers) {}
