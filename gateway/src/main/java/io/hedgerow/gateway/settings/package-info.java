/**
 * The configuration: every key once, with its default and what it accepts, read from the command
 * line, the environment, a file and the defaults, in this order. Depends on nothing else of
 * Hedgerow. Start reading at {@link io.hedgerow.gateway.settings.Settings}.
 */
@NullMarked
package io.hedgerow.gateway.settings;

import org.jspecify.annotations.NullMarked;
