/**
 * Reloads the routes when their file changes. Depends on {@code route}, {@code route.file}, {@code
 * settings} and Vert.x. Start reading at {@link io.hedgerow.gateway.route.reload.RoutesReload}.
 */
@NullMarked
package io.hedgerow.gateway.route.reload;

import org.jspecify.annotations.NullMarked;
