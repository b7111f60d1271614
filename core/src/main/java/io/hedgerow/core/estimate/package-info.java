/**
 * Estimates from past attempts: how long attempts take, how much longer a cancelled one would have
 * taken, and what a hedge that was not launched would have changed. Pure, like all of {@code core}.
 * Start reading at {@link io.hedgerow.core.estimate.ResidualTime}.
 */
@NullMarked
package io.hedgerow.core.estimate;

import org.jspecify.annotations.NullMarked;
