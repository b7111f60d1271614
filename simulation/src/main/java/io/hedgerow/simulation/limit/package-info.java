/**
 * Deterministic simulation of the core's limits: each runs on a virtual clock with a schedule drawn
 * from one seed. A trial keeps its own record and checks every decision against it. May depend on
 * the core. Start reading at {@link io.hedgerow.simulation.limit.LimitWorld}.
 */
@NullMarked
package io.hedgerow.simulation.limit;

import org.jspecify.annotations.NullMarked;
