/**
 * Compares Hedgerow with servers that a user might choose instead, in turns on the same upstream
 * and load. May depend on everything. Start reading at {@link
 * io.hedgerow.benchmarks.peers.Contest}.
 */
@NullMarked
package io.hedgerow.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
