/**
 * Measures the cost of each way to cancel losers: processor time of the gateway, and wasted work of
 * the upstream. May depend on everything. Start reading at {@link
 * io.hedgerow.benchmarks.cancel.CancelBench}.
 */
@NullMarked
package io.hedgerow.benchmarks.cancel;

import org.jspecify.annotations.NullMarked;
