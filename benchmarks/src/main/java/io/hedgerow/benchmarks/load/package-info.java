/**
 * What the benchmarks of the running gateway share: its process, callers in an open loop, and
 * processors of one's own. May depend on everything.
 */
@NullMarked
package io.hedgerow.benchmarks.load;

import org.jspecify.annotations.NullMarked;
