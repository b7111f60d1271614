/**
 * Admission control and rate limits: which requests are admitted, which hedges may be launched, and
 * which caller a request belongs to. The decisions are {@code core.limit}'s. Depends on the core,
 * {@code settings}, {@code telemetry} and Vert.x. Start reading at {@link
 * io.hedgerow.gateway.protection.Admission}.
 */
@NullMarked
package io.hedgerow.gateway.protection;

import org.jspecify.annotations.NullMarked;
