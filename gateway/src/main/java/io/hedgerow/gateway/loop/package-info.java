/**
 * One event loop as the rest of the gateway uses it: its clock, its timers and its own delay.
 * Depends on the core and Vert.x. Start reading at {@link io.hedgerow.gateway.loop.Loop}.
 */
@NullMarked
package io.hedgerow.gateway.loop;

import org.jspecify.annotations.NullMarked;
