/**
 * Who is let in: what an overloaded server sheds, and how many attempts and hedges an upstream can
 * bear. Pure, like all of {@code core}; depends on nothing. Start reading at {@link
 * io.hedgerow.core.admission.OverloadControl}.
 */
@NullMarked
package io.hedgerow.core.admission;

import org.jspecify.annotations.NullMarked;
