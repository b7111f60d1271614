/**
 * Deterministic simulation of races over several replicas of an upstream, some of them slow,
 * failing or restarting: what callers get with {@code core.replica}, with round robin, and with an
 * oracle. May depend on the core and on the simulation's loop and latency laws. Start reading at
 * {@link io.hedgerow.simulation.replica.ReplicaWorld}.
 */
@NullMarked
package io.hedgerow.simulation.replica;

import org.jspecify.annotations.NullMarked;
