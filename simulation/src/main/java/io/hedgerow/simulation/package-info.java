/**
 * Deterministic simulation of the core: the production code of races, shared or not, runs in one
 * thread on a virtual clock. Everything is drawn from one seed, and invariants are checked after
 * every step. May depend on the core and on the simulator's fault vocabulary. Start reading at
 * {@link io.hedgerow.simulation.World}; limits are simulated in {@code simulation.limit}.
 */
@NullMarked
package io.hedgerow.simulation;

import org.jspecify.annotations.NullMarked;
