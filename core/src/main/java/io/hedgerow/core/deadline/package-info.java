/**
 * When a request must be decided: the absolute deadline, and how much of the caller's timeout is
 * reserved for writing the answer. Pure; depends on nothing. Start reading at {@link
 * io.hedgerow.core.deadline.Deadline}.
 */
@NullMarked
package io.hedgerow.core.deadline;

import org.jspecify.annotations.NullMarked;
