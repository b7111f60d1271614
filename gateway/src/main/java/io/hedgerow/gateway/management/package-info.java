/**
 * The listener for operators: health, metrics and documentation. Never the public one. Depends on
 * Vert.x, {@code inbound}, {@code route}, {@code settings} and {@code telemetry}. Start reading at
 * {@link io.hedgerow.gateway.management.ManagementServer}.
 */
@NullMarked
package io.hedgerow.gateway.management;

import org.jspecify.annotations.NullMarked;
