/**
 * Parts shared by the benchmarks' reports: options, head, charts, and the machine. May depend on
 * everything. Start reading at {@link io.hedgerow.benchmarks.report.Plot}.
 */
@NullMarked
package io.hedgerow.benchmarks.report;

import org.jspecify.annotations.NullMarked;
