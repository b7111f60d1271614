/**
 * The race: all attempts of one request, from the first launch to the verdict. Pure decisions:
 * events and times in, effects out; no clock, thread, timer or I/O. Depends on {@code deadline}
 * only. Start reading at {@link io.hedgerow.core.race.Race}; {@link
 * io.hedgerow.core.race.SharedRace} is a race for several callers.
 */
@NullMarked
package io.hedgerow.core.race;

import org.jspecify.annotations.NullMarked;
