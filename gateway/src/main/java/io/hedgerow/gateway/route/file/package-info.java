/**
 * The file of routes: reads it and reports all faults, prints routes as such a file, and describes
 * it as a JSON Schema. Depends on {@code route}, {@code settings} and the core. Start reading at
 * {@link io.hedgerow.gateway.route.file.RoutesFile}.
 */
@NullMarked
package io.hedgerow.gateway.route.file;

import org.jspecify.annotations.NullMarked;
