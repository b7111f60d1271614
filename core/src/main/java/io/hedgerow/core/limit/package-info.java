/**
 * Limits: what an overloaded server rejects, how many attempts and hedges an upstream gets at once,
 * and how many HTTP/2 streams of a connection may be reset. Pure, like all of {@code core}; depends
 * on nothing. Start reading at {@link io.hedgerow.core.limit.OverloadControl}.
 */
@NullMarked
package io.hedgerow.core.limit;

import org.jspecify.annotations.NullMarked;
