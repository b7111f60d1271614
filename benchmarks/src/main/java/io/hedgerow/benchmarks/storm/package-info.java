/**
 * Measures what hedges do to an upstream that becomes slow for all requests, with and without
 * guards. May depend on everything. Start reading at {@link io.hedgerow.benchmarks.storm.Storm}.
 */
@NullMarked
package io.hedgerow.benchmarks.storm;

import org.jspecify.annotations.NullMarked;
