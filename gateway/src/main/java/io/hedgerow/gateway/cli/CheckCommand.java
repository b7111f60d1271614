package io.hedgerow.gateway.cli;

import io.hedgerow.gateway.Gateway;
import io.hedgerow.gateway.StartFailure;
import io.hedgerow.gateway.route.BodyMemory;
import io.hedgerow.gateway.route.PathPattern;
import io.hedgerow.gateway.route.Route;
import io.hedgerow.gateway.route.Routes;
import io.hedgerow.gateway.route.file.InvalidRoutes;
import io.hedgerow.gateway.route.reload.RoutesSource;
import io.hedgerow.gateway.settings.EffectiveSettings;
import io.hedgerow.gateway.settings.InvalidSettings;
import io.hedgerow.gateway.settings.ReplicaSettings;
import io.hedgerow.gateway.settings.UpstreamUrl;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** {@code check}: validates the configuration and the file of routes, for example in CI. */
final class CheckCommand {
  static final String NAME = "check";

  private CheckCommand() {}

  /** The command's help. {@link #run} does not use picocli. */
  static CommandSpec spec() {
    CommandSpec spec = ServeCommand.spec(NAME);
    spec.usageMessage()
        .description(
            "Checks the configuration and the file of routes, and prints the routes, their"
                + " upstreams and the memory that bodies may take. Takes the options of serve and"
                + " starts nothing.")
        .footer("", "Exit status: 0 if everything is valid, 2 if not (prints every problem).");
    return spec;
  }

  /** Prints a summary, or every problem, and returns the exit status. */
  static int run(ServeOptions options, PrintWriter out, PrintWriter err) {
    try {
      EffectiveSettings effective = options.effective();
      Routes routes = RoutesSource.of(effective).initial();
      Gateway.check(effective.settings(), routes);
      print(routes, effective, out);
      return CommandLine.ExitCode.OK;
    } catch (InvalidSettings | InvalidRoutes | StartFailure e) {
      err.println(e.getMessage());
      return CommandLine.ExitCode.USAGE;
    }
  }

  private static void print(Routes routes, EffectiveSettings effective, PrintWriter out) {
    UpstreamUrl url = effective.settings().upstream().url();
    Map<String, String> upstreams = new LinkedHashMap<>();
    upstreams.put(Route.DEFAULT_UPSTREAM, url == null ? "simulated, embedded" : url.toString());
    routes
        .upstreams()
        .forEach((name, upstream) -> upstreams.put(name, summary(upstream.replicas())));
    Map<String, String> served = new LinkedHashMap<>();
    routes.routes().forEach(route -> served.put(route.name(), summary(route)));
    out.println("ok");
    print("Upstreams", upstreams, out);
    print("Routes", served, out);
    BodyMemory bodies = BodyMemory.of(routes, effective.settings().request());
    out.println("Memory of bodies: " + bodies);
    String warning = bodies.warning();
    if (warning != null) {
      out.println("Warning: " + warning);
    }
    out.flush();
  }

  private static void print(String title, Map<String, String> lines, PrintWriter out) {
    out.println(title);
    int width = lines.keySet().stream().mapToInt(String::length).max().orElse(1);
    lines.forEach((name, text) -> out.printf("  %-" + width + "s  %s%n", name, text));
  }

  private static String summary(ReplicaSettings replicas) {
    String urls =
        replicas.urls().stream().map(UpstreamUrl::toString).collect(Collectors.joining(", "));
    return replicas.isDns() ? "each address of " + urls : urls;
  }

  private static String summary(Route route) {
    return "%s, asks %s, at most %d %s, bodies up to %s"
        .formatted(
            route.paths().stream().map(PathPattern::toString).collect(Collectors.joining(" and ")),
            route.upstream(),
            route.plan().attemptsMax(),
            route.plan().attemptsMax() == 1 ? "attempt" : "attempts",
            route.success().bodyMax());
  }
}
