/**
 * The fault vocabulary: what an unreliable upstream does to one request, its text form, and how it
 * is drawn from a seed. Pure: no I/O, threads or clocks, and no dependency except the JDK, so that
 * the simulator can apply it on sockets and the deterministic simulation under virtual time. Start
 * with {@link io.hedgerow.simulator.fault.Fault}.
 */
@NullMarked
package io.hedgerow.simulator.fault;

import org.jspecify.annotations.NullMarked;
