/**
 * What every report of a benchmark has: charts, and a description of the machine. May depend on
 * everything. Start reading at {@link io.hedgerow.benchmarks.report.Plot}.
 */
@NullMarked
package io.hedgerow.benchmarks.report;

import org.jspecify.annotations.NullMarked;
