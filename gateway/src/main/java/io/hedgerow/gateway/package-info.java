/**
 * Creates and connects the parts of the server, starts and stops them in order, and decides on
 * which event loop each runs. May depend on every other package except the command line. Start
 * reading at {@link io.hedgerow.gateway.Gateway}.
 */
@NullMarked
package io.hedgerow.gateway;

import org.jspecify.annotations.NullMarked;
