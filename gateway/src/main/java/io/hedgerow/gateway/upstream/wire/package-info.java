/**
 * HTTP connections to the upstream: opening them, sending requests, reading answers. Built on
 * Netty's codecs. Knows nothing of attempts or lanes. Depends on {@code loop}, {@code route} and
 * {@code settings}. Start reading at {@link io.hedgerow.gateway.upstream.wire.Wire}.
 */
@NullMarked
package io.hedgerow.gateway.upstream.wire;

import org.jspecify.annotations.NullMarked;
