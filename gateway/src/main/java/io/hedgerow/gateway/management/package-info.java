/**
 * The listener for operators: health. Never the public one. Depends on Vert.x only. Start reading
 * at {@link io.hedgerow.gateway.management.ManagementServer}.
 */
@NullMarked
package io.hedgerow.gateway.management;

import org.jspecify.annotations.NullMarked;
