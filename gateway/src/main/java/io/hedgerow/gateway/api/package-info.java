/**
 * The HTTP contract: routes, their parameters, the race of a request, and the answer to each
 * verdict. Depends on {@code route}, {@code settings}, {@code loop}, {@code inbound}, {@code
 * protection}, {@code upstream}, {@code telemetry} and the core. Start reading at {@link
 * io.hedgerow.gateway.api.ApiServer}.
 */
@NullMarked
package io.hedgerow.gateway.api;

import org.jspecify.annotations.NullMarked;
