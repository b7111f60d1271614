package io.hedgerow.gateway.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/**
 * What the program said and how it ended.
 *
 * @param out on the standard output
 * @param err on the standard error
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
