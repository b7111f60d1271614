/**
 * The command line: the commands, their options, output and exit status. May depend on everything.
 * Start reading at {@link io.hedgerow.gateway.cli.Hedgerow}.
 */
@NullMarked
package io.hedgerow.gateway.cli;

import org.jspecify.annotations.NullMarked;
