/**
 * The replicas of one upstream, on one event loop: which one an attempt is sent to, and which ones
 * are out because they fail or are slow. Pure: attempts and times in, decisions out. Start reading
 * at {@link io.hedgerow.core.replica.Replicas}.
 */
@NullMarked
package io.hedgerow.core.replica;

import org.jspecify.annotations.NullMarked;
