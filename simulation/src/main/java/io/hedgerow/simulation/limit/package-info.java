/**
 * Deterministic simulation of the core's limits: each under a virtual clock and a random schedule
 * drawn from one seed, with books of its own that every decision is checked against. May depend on
 * the core. Start reading at {@link io.hedgerow.simulation.limit.LimitWorld}.
 */
@NullMarked
package io.hedgerow.simulation.limit;

import org.jspecify.annotations.NullMarked;
