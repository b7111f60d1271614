/**
 * The server put together: which parts there are, in which order they start and stop, and on which
 * event loop each of them runs. May depend on every other package but the command line. Start
 * reading at {@link io.hedgerow.gateway.Gateway}.
 */
@NullMarked
package io.hedgerow.gateway;

import org.jspecify.annotations.NullMarked;
