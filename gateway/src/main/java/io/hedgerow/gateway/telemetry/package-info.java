/**
 * What operators can observe: events, which are reported to a {@link
 * io.hedgerow.gateway.telemetry.Listener} and consumed by metrics, traces, logs and the console;
 * and a {@link io.hedgerow.gateway.telemetry.LoadSnapshot} of the current load. Depends on {@code
 * route}, {@code settings}, {@code core.race}, {@code core.replica}, {@code core.estimate} and
 * Vert.x's headers. The packages that report to it depend on it, not the reverse.
 */
@NullMarked
package io.hedgerow.gateway.telemetry;

import org.jspecify.annotations.NullMarked;
