package io.hedgerow.gateway.upstream;

import io.vertx.core.buffer.Buffer;
import java.util.List;

/**
 * An answer of the upstream that is a success or final.
 *
 * @param headers the fields that pass back: names (in lower case) and values alternately
 */
public record UpstreamAnswer(int status, List<String> headers, Buffer body) {}
