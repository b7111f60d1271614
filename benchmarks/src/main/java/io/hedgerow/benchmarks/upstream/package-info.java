/**
 * What cancelling costs: the processor time of the gateway, and the work of the upstream for
 * nobody, for each way of ending losers. May depend on everything. Start reading at {@link
 * io.hedgerow.benchmarks.upstream.UpstreamBench}.
 */
@NullMarked
package io.hedgerow.benchmarks.upstream;

import org.jspecify.annotations.NullMarked;
