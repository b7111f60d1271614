/**
 * Measures the gateway's memory when idle, under load, after it, and with many requests in flight.
 * May depend on everything. Start reading at {@link io.hedgerow.benchmarks.memory.MemoryBench}.
 */
@NullMarked
package io.hedgerow.benchmarks.memory;

import org.jspecify.annotations.NullMarked;
