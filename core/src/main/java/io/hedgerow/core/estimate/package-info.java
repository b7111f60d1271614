/**
 * Estimates from past attempts about those that were never finished. Pure, like all of {@code
 * core}. Start reading at {@link io.hedgerow.core.estimate.ResidualTime}.
 */
@NullMarked
package io.hedgerow.core.estimate;

import org.jspecify.annotations.NullMarked;
