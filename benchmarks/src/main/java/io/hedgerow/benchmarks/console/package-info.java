/**
 * What open pages of the console cost the gateway. Depends on {@code load} and on the simulator.
 * Start reading at {@link io.hedgerow.benchmarks.console.ConsoleCommand}.
 */
@NullMarked
package io.hedgerow.benchmarks.console;

import org.jspecify.annotations.NullMarked;
