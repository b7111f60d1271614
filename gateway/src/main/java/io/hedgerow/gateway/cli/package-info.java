/**
 * The command line: {@code serve}, {@code config}, {@code explain} and {@code simulate-upstream},
 * their options, output and exit status. May depend on everything. Start reading at {@link
 * io.hedgerow.gateway.cli.Hedgerow}.
 */
@NullMarked
package io.hedgerow.gateway.cli;

import org.jspecify.annotations.NullMarked;
