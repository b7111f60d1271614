/**
 * The data that the console shows: each second of the last five minutes, distributions of
 * durations, sample races, and advice. Each event loop has its own {@link
 * io.hedgerow.gateway.telemetry.console.LoopRecorder}; {@link
 * io.hedgerow.gateway.telemetry.console.Console} combines them once a second. Depends on {@code
 * telemetry}, {@code route}, {@code settings}, {@code core.race} and Vert.x's JSON. Start reading
 * at {@code Console}.
 */
@NullMarked
package io.hedgerow.gateway.telemetry.console;

import org.jspecify.annotations.NullMarked;
