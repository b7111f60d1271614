/**
 * The unreliable upstream as an embeddable HTTP server: it works for a while, answers {@code
 * {"time": 160}}, and fails in the ways of {@link io.hedgerow.simulator.fault}, by chance or as it
 * is told. It depends on Vert.x core and the fault vocabulary only. Start with {@link
 * io.hedgerow.simulator.Simulator}; one request's life is in {@code Work}, a connection's beginning
 * in {@code AcceptGate} and its end in {@code OpenConnections}.
 */
@NullMarked
package io.hedgerow.simulator;

import org.jspecify.annotations.NullMarked;
