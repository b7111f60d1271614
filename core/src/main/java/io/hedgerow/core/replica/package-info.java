/**
 * Replicas of an upstream: when one that fails or is slow is ejected. Pure, like all of {@code
 * core}; depends on nothing. Start reading at {@link io.hedgerow.core.replica.Ejection}.
 */
@NullMarked
package io.hedgerow.core.replica;

import org.jspecify.annotations.NullMarked;
