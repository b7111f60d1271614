/**
 * Measures what each way to cancel losers costs: processor time of the gateway, and work of the
 * upstream that nobody needs. May depend on everything. Start reading at {@link
 * io.hedgerow.benchmarks.cancel.CancelBench}.
 */
@NullMarked
package io.hedgerow.benchmarks.cancel;

import org.jspecify.annotations.NullMarked;
