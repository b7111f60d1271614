/**
 * What the console shows: the last five minutes in seconds, distributions, races kept by class, and
 * advice. Each event loop records into a {@link io.hedgerow.gateway.telemetry.console.LoopRecorder}
 * of its own; {@link io.hedgerow.gateway.telemetry.console.Console} adds them up once a second.
 * Depends on {@code telemetry}, {@code route}, {@code settings}, {@code core.race} and Vert.x's
 * JSON. Start reading at {@code Console}.
 */
@NullMarked
package io.hedgerow.gateway.telemetry.console;

import org.jspecify.annotations.NullMarked;
