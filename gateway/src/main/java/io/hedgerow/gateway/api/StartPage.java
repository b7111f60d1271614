package io.hedgerow.gateway.api;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/** The HTML page at {@code /}: lists the endpoints, each with an example. */
final class StartPage {
  static final String PATH = "/";

  private StartPage() {}

  /** Whether the caller prefers a page to a problem document, as browsers do. */
  static boolean isAcceptedBy(HttpServerRequest http) {
    String accept = http.getHeader(HttpHeaders.ACCEPT);
    return accept != null && accept.contains("text/html");
  }

  static String html() {
    return """
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Hedgerow</title>
        <style>
          :root { color-scheme: light dark }
          body { font: 16px/1.5 system-ui, sans-serif; max-width: 44rem; margin: 2rem auto;
                 padding: 0 1rem }
          dt { font-family: ui-monospace, monospace }
          dd { margin: 0 0 .75rem 1rem }
        </style>
        <h1>Hedgerow</h1>
        <p>Sends up to three requests to the upstream and answers within your timeout, in
        milliseconds. Try an endpoint:</p>
        <dl>
        <dt><a href="/api/all?timeout=1000">/api/all?timeout=1000</a></dt>
        <dd>All successes of three requests, once all three have ended</dd>
        <dt><a href="/api/first?timeout=1000">/api/first?timeout=1000</a></dt>
        <dd>The first success of three requests</dd>
        <dt><a href="/api/within-timeout?timeout=1000">/api/within-timeout?timeout=1000</a></dt>
        <dd>The successes of three requests that arrive in time</dd>
        <dt><a href="/api/smart?timeout=1000">/api/smart?timeout=1000</a></dt>
        <dd>The first success of one request, or of two more if it is slow or fails</dd>
        </dl>
        <p><a href="/problems">Every error is explained here.</a></p>
        </html>
        """;
  }
}
