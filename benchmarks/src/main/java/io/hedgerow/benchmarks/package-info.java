/**
 * The entry to all benchmarks, one package each. May depend on everything. Start reading at {@link
 * io.hedgerow.benchmarks.BenchCommand}.
 */
@NullMarked
package io.hedgerow.benchmarks;

import org.jspecify.annotations.NullMarked;
