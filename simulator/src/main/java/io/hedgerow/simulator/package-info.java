/**
 * The unreliable upstream as an embeddable HTTP server. It waits, answers {@code {"time": 160}} and
 * fails in the ways defined in {@link io.hedgerow.simulator.fault}, at random or as scripted. It
 * depends on Vert.x core, {@code fault} and {@code wire}, which handles connections. Start with
 * {@link io.hedgerow.simulator.Simulator}; {@code WorkRequest} handles one request.
 */
@NullMarked
package io.hedgerow.simulator;

import org.jspecify.annotations.NullMarked;
