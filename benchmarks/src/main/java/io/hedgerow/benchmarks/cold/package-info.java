/**
 * Measures what callers get from a gateway in the seconds after its start. May depend on
 * everything. Start reading at {@link io.hedgerow.benchmarks.cold.ColdBench}.
 */
@NullMarked
package io.hedgerow.benchmarks.cold;

import org.jspecify.annotations.NullMarked;
