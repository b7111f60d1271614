/**
 * Shared by the benchmarks that run the gateway as a process: the process, callers in an open loop,
 * and pinning to processors. May depend on everything. Start reading at {@link
 * io.hedgerow.benchmarks.load.OpenLoop}.
 */
@NullMarked
package io.hedgerow.benchmarks.load;

import org.jspecify.annotations.NullMarked;
