/**
 * The fault vocabulary: what an unreliable upstream does to one request, how it is written as text,
 * and how it is drawn from a seed. Pure: it has no I/O, thread or clock and depends on nothing but
 * the JDK, so that the simulator carries it out on sockets and the deterministic simulation under
 * virtual time. Start with {@link io.hedgerow.simulator.fault.Fault}.
 */
@NullMarked
package io.hedgerow.simulator.fault;

import org.jspecify.annotations.NullMarked;
