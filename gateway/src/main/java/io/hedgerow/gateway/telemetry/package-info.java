/**
 * Seeing into the server: what happens to requests and attempts, told once and heard by metrics,
 * traces and logs. Start reading at {@link io.hedgerow.gateway.telemetry.Listener}. May use the
 * words of {@code core.race} and Vert.x's requests; must not know the API or the upstream client.
 */
@NullMarked
package io.hedgerow.gateway.telemetry;

import org.jspecify.annotations.NullMarked;
