package io.hedgerow.gateway.api;

import io.hedgerow.gateway.route.FailureStatuses;
import io.hedgerow.gateway.route.Route;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/** The page that describes every problem; the {@code type} of a problem links to it. */
final class ProblemsPage {
  static final String PATH = "/problems";

  private ProblemsPage() {}

  /**
   * The page for these routes.
   *
   * @param paths the routes' paths, as text
   */
  static String html(List<Route> routes, String paths) {
    StringBuilder html = new StringBuilder(4096);
    html.append(
        """
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Hedgerow: problems</title>
        <style>
          :root { color-scheme: light dark; background: Canvas; color: CanvasText }
          body { font: 16px/1.5 system-ui, sans-serif; max-width: 44rem; margin: 2rem auto;
                 padding: 0 1rem }
          section { border-top: 1px solid #8886; padding: .5rem 0 }
          section:target { border-left: 4px solid #2a7; padding-left: 1rem }
          h2 { font-size: 1.1rem; margin: .5rem 0 }
          code { font-family: ui-monospace, monospace }
        </style>
        <main>
        <h1>Problems</h1>
        <p>Errors are <code>application/problem+json</code> (RFC 9457). Programs should check
        <code>reason</code>; a %s after a race also lists its <code>attempts</code>.</p>
        """
            .formatted(
                statuses(routes, each -> IntStream.of(each.deadline(), each.upstreamFailed()))));
    for (ProblemType type : ProblemType.values()) {
      String explanation = type.explanation().replace("%s", StartPage.escaped(paths));
      html.append("<section id=\"%s\">\n".formatted(type.reason()))
          .append("<h2><code>%s</code> (%s)</h2>\n".formatted(type.reason(), status(type, routes)))
          .append("<p>%s. %s</p>\n</section>\n".formatted(type.title(), explanation));
    }
    return html.append("</main>\n</html>\n").toString();
  }

  private static String status(ProblemType type, List<Route> routes) {
    return switch (type) {
      case DEADLINE -> statuses(routes, each -> IntStream.of(each.deadline()));
      case UPSTREAM_FAILED -> statuses(routes, each -> IntStream.of(each.upstreamFailed()));
      default -> Integer.toString(type.status());
    };
  }

  /** The distinct statuses of failed races, as text. */
  private static String statuses(
      List<Route> routes, Function<FailureStatuses, IntStream> statusesOf) {
    return LoopRoutes.joined(
        routes.stream()
            .map(Route::statuses)
            .flatMapToInt(statusesOf)
            .sorted()
            .distinct()
            .mapToObj(Integer::toString)
            .toList(),
        "or");
  }
}
