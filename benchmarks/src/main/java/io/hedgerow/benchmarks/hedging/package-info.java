/**
 * Measures how long callers wait for a success with and without hedges, and how many attempts that
 * takes. May depend on everything. Start reading at {@link
 * io.hedgerow.benchmarks.hedging.HedgingBench}.
 */
@NullMarked
package io.hedgerow.benchmarks.hedging;

import org.jspecify.annotations.NullMarked;
