/**
 * Trouble on demand for the embedded simulator, set by the console's sliders and scenarios. It
 * never affects a real upstream. Depends on the simulator and Vert.x. Start reading at {@link
 * io.hedgerow.gateway.chaos.Chaos}.
 */
@NullMarked
package io.hedgerow.gateway.chaos;

import org.jspecify.annotations.NullMarked;
