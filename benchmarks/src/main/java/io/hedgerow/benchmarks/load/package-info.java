/**
 * Shared by the benchmarks that run a server as a process: the process, its processor time and
 * memory, callers in an open or a closed loop, and pinning to processors. May depend on everything.
 * Start reading at {@link io.hedgerow.benchmarks.load.OpenLoop}.
 */
@NullMarked
package io.hedgerow.benchmarks.load;

import org.jspecify.annotations.NullMarked;
