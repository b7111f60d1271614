package io.hedgerow.gateway.cli;

import io.hedgerow.gateway.route.Routes;
import io.hedgerow.gateway.route.file.InvalidRoutes;
import io.hedgerow.gateway.route.file.RoutesPrinter;
import io.hedgerow.gateway.route.reload.RoutesSource;
import io.hedgerow.gateway.settings.EffectiveSettings;
import io.hedgerow.gateway.settings.InvalidSettings;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** {@code routes}: prints the routes that {@code serve} would serve. */
final class RoutesCommand {
  static final String NAME = "routes";

  private RoutesCommand() {}

  /** The command's help. {@link #run} does not use picocli. */
  static CommandSpec spec() {
    CommandSpec spec = ServeCommand.spec(NAME);
    spec.usageMessage()
        .description(
            "Prints the routes in force as a file that --routes can read. Takes the options of"
                + " serve and starts nothing. Keys in URLs are masked.")
        .footer("", "Exit status: 0 if the routes are valid, 2 if not (prints every problem).");
    return spec;
  }

  /** Prints the routes, or every problem, and returns the exit status. */
  static int run(ServeOptions options, PrintWriter out, PrintWriter err) {
    try {
      EffectiveSettings effective = options.effective();
      Routes routes = RoutesSource.of(effective).initial();
      out.print(RoutesPrinter.print(routes, effective.settings().upstream()));
      out.flush();
      return CommandLine.ExitCode.OK;
    } catch (InvalidSettings | InvalidRoutes e) {
      err.println(e.getMessage());
      return CommandLine.ExitCode.USAGE;
    }
  }
}
