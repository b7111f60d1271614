/**
 * Support for the gateway's tests. {@link io.hedgerow.gateway.testing.RunningGateway} runs a
 * gateway and a simulated upstream for a test class; start reading there. The rest are raw callers,
 * recorders of what the gateway emits, and stand-ins for other servers.
 */
@NullMarked
package io.hedgerow.gateway.testing;

import org.jspecify.annotations.NullMarked;
