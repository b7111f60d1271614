package io.hedgerow.gateway.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/**
 * The output and exit status of the program.
 *
 * @param out standard output
 * @param err standard error
 */
record CommandLineRun(int status, String out, String err) {

  /** Runs the program in this process, so only with arguments that start no server. */
  static CommandLineRun of(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status = Hedgerow.run(arguments, new PrintWriter(out), new PrintWriter(err));
    return new CommandLineRun(status, out.toString(), err.toString());
  }
}
