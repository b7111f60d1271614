/**
 * Trouble on demand for the embedded simulator, never for a real upstream: what the console's
 * sliders and scenarios set. Depends on the simulator and Vert.x. Start reading at {@link
 * io.hedgerow.gateway.chaos.Chaos}.
 */
@NullMarked
package io.hedgerow.gateway.chaos;

import org.jspecify.annotations.NullMarked;
