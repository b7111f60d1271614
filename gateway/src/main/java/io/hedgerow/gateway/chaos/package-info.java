/**
 * Trouble on demand for the embedded simulators, set by the console's sliders and scenarios, and
 * load on routes that ask them. It never affects a real upstream. Depends on the simulator, routes
 * and Vert.x. Start reading at {@link io.hedgerow.gateway.chaos.Chaos}.
 */
@NullMarked
package io.hedgerow.gateway.chaos;

import org.jspecify.annotations.NullMarked;
