/**
 * How the simulator treats connections: TLS and protocols, delayed accepts, black holes, limits for
 * requests and resets, GOAWAY, and faults that HTTP servers normally avoid. It depends on Vert.x,
 * Netty and the fault vocabulary's limits, and knows nothing of work requests. Start with {@link
 * io.hedgerow.simulator.wire.ConnectionOptions}.
 */
@NullMarked
package io.hedgerow.simulator.wire;

import org.jspecify.annotations.NullMarked;
