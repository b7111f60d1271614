/**
 * What becomes of the gateway when more is asked of it than it can do, and after its upstream was
 * slow for a while. May depend on everything. Start reading at {@link
 * io.hedgerow.benchmarks.overload.Testbed}.
 */
@NullMarked
package io.hedgerow.benchmarks.overload;

import org.jspecify.annotations.NullMarked;
