package io.hedgerow.gateway.upstream;

import io.hedgerow.gateway.route.Route;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The request that the attempts of one race send to their upstream.
 *
 * @param route decides which answers are successes or final, and which of their fields pass back
 * @param path appended to the path of the upstream's URL; null for that path alone
 * @param query parameters joined by {@code &}, in addition to those of the upstream's URL
 * @param headers names (in lower case) and values alternately
 */
public record UpstreamRequest(
    Route route, @Nullable String path, String query, List<String> headers) {}
