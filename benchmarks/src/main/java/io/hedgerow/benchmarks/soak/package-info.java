/**
 * The soak: sends many requests of every kind through the real gateway and the real simulator over
 * loopback, with every fault, and checks that nothing is left over. May depend on everything. Start
 * reading at {@link io.hedgerow.benchmarks.soak.Soak}.
 */
@NullMarked
package io.hedgerow.benchmarks.soak;

import org.jspecify.annotations.NullMarked;
