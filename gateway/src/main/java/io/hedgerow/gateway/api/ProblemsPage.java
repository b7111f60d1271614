package io.hedgerow.gateway.api;

/** The page that describes every problem; the {@code type} of a problem links to it. */
final class ProblemsPage {
  static final String PATH = "/problems";

  private ProblemsPage() {}

  static String html() {
    StringBuilder html = new StringBuilder(4096);
    html.append(
        """
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Hedgerow: problems</title>
        <style>
          :root { color-scheme: light dark }
          body { font: 16px/1.5 system-ui, sans-serif; max-width: 44rem; margin: 2rem auto;
                 padding: 0 1rem }
          section { border-top: 1px solid #8886; padding: .5rem 0 }
          section:target { border-left: 4px solid #2a7; padding-left: 1rem }
          h2 { font-size: 1.1rem; margin: .5rem 0 }
          code { font-family: ui-monospace, monospace }
        </style>
        <h1>Problems</h1>
        <p>Errors are <code>application/problem+json</code> (RFC 9457). Programs should check
        <code>reason</code>; a 503 after a race also lists its <code>attempts</code>.</p>
        """);
    for (ProblemType type : ProblemType.values()) {
      html.append("<section id=\"%s\">\n".formatted(type.reason()))
          .append("<h2><code>%s</code> (%d)</h2>\n".formatted(type.reason(), type.status()))
          .append("<p>%s. %s</p>\n</section>\n".formatted(type.title(), type.explanation()));
    }
    return html.append("</html>\n").toString();
  }
}
