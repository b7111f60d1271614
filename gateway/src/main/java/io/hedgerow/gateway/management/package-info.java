/**
 * The listener for operators, apart from the public API: health, metrics, routes, replicas, the
 * console and documentation. Depends on Vert.x, {@code inbound}, {@code route}, {@code settings},
 * {@code telemetry}, {@code chaos}, {@code manual} and the core. Start reading at {@link
 * io.hedgerow.gateway.management.ManagementServer}.
 */
@NullMarked
package io.hedgerow.gateway.management;

import org.jspecify.annotations.NullMarked;
