/**
 * Measures what each way to cancel losers costs: processor time of the gateway, and work of the
 * upstream that nobody needs. May depend on everything. Start reading at {@link
 * io.hedgerow.benchmarks.upstream.UpstreamBench}.
 */
@NullMarked
package io.hedgerow.benchmarks.upstream;

import org.jspecify.annotations.NullMarked;
