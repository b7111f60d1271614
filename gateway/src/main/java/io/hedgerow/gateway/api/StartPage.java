package io.hedgerow.gateway.api;

import io.hedgerow.gateway.route.DeadlineRule;
import io.hedgerow.gateway.route.PlanSummary;
import io.hedgerow.gateway.route.Route;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;

/** The HTML page at {@code /}: lists the routes, each with an example. */
final class StartPage {
  static final String PATH = "/";

  private StartPage() {}

  /** Whether the caller prefers a page to a problem document, as browsers do. */
  static boolean isAcceptedBy(HttpServerRequest http) {
    String accept = http.getHeader(HttpHeaders.ACCEPT);
    return accept != null && accept.contains("text/html");
  }

  static String html(List<Route> routes) {
    StringBuilder html = new StringBuilder(2048);
    html.append(
        """
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Hedgerow</title>
        <style>
          :root { color-scheme: light dark; background: Canvas; color: CanvasText }
          body { font: 16px/1.5 system-ui, sans-serif; max-width: 44rem; margin: 2rem auto;
                 padding: 0 1rem }
          dt { font-family: ui-monospace, monospace }
          dd { margin: 0 0 .75rem 1rem }
        </style>
        <main>
        <h1>Hedgerow</h1>
        <p>Sends up to three requests to the upstream and answers within your timeout, in
        milliseconds. Try an endpoint:</p>
        <dl>
        """);
    for (Route route : routes) {
      RouteExample example = RouteExample.of(route);
      String target = escaped(example.target());
      html.append(
          example.isComplete()
              ? "<dt><a href=\"%s\">%s</a></dt>\n".formatted(target, target)
              : "<dt>%s</dt>\n".formatted(target));
      html.append("<dd>%s%s</dd>\n".formatted(PlanSummary.of(route.plan()), header(route)));
    }
    return html.append(
            """
            </dl>
            <p><a href="/problems">Every error is explained here.</a></p>
            </main>
            </html>
            """)
        .toString();
  }

  private static String header(Route route) {
    DeadlineRule deadline = route.deadline();
    return deadline.source() == DeadlineRule.Source.HEADER
        ? ". The timeout is in the header " + escaped(deadline.name())
        : "";
  }

  /** Text as HTML, also in an attribute. */
  static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }
}
