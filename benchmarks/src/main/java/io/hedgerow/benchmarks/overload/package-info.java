/**
 * Measures the gateway above its capacity, and its recovery after the upstream was slow. May depend
 * on everything. Start reading at {@link io.hedgerow.benchmarks.overload.Testbed}.
 */
@NullMarked
package io.hedgerow.benchmarks.overload;

import org.jspecify.annotations.NullMarked;
