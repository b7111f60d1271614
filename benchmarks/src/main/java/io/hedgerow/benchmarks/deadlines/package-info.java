/**
 * Measures how close to the caller's timeout a deadline answer arrives, while the gateway has other
 * work. May depend on everything. Start reading at {@link
 * io.hedgerow.benchmarks.deadlines.DeadlinesBench}.
 */
@NullMarked
package io.hedgerow.benchmarks.deadlines;

import org.jspecify.annotations.NullMarked;
