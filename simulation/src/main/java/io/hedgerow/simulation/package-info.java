/**
 * Deterministic simulation of the core: the production {@link io.hedgerow.core.race.Race}s, shared
 * or not, on a virtual clock, in one thread, with everything drawn from one seed and checked after
 * every step. May depend on the core and on the simulator's fault vocabulary. Start reading at
 * {@link io.hedgerow.simulation.World}; limits are simulated in {@code simulation.limit}.
 */
@NullMarked
package io.hedgerow.simulation;

import org.jspecify.annotations.NullMarked;
