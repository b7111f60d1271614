/**
 * What protects the server and the upstream: who is let in, which hedges may be launched, which
 * connections are kept. The decisions are {@code core.admission}'s. Start reading at {@link
 * io.hedgerow.gateway.protection.Admission}.
 */
@NullMarked
package io.hedgerow.gateway.protection;

import org.jspecify.annotations.NullMarked;
