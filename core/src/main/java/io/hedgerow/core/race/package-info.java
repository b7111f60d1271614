/**
 * The race: all attempts of one request, from the first launch to the verdict. Pure decisions: it
 * is told what happened and when, and answers with what to do; it has no clock, thread, timer or
 * I/O. Depends on {@code deadline} only. Start reading at {@link io.hedgerow.core.race.Race}.
 */
@NullMarked
package io.hedgerow.core.race;

import org.jspecify.annotations.NullMarked;
