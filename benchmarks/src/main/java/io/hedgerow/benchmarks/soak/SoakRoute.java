package io.hedgerow.benchmarks.soak;

import io.vertx.core.http.HttpClientRequest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A route as callers see it: its path, where the timeout goes, and the answers that its contract
 * allows. The first four are the endpoints; {@link SoakFile} has the others.
 */
enum SoakRoute {
  ALL("/api/all", Timeout.QUERY, "\\[BODY(, BODY){0,2}\\]", "503 FAILURE"),
  FIRST("/api/first", Timeout.QUERY, "BODY", "503 FAILURE"),
  WITHIN_TIMEOUT("/api/within-timeout", Timeout.QUERY, "\\[(BODY(, BODY){0,2})?\\]", ""),
  SMART("/api/smart", Timeout.QUERY, "\\{\"time\": \\d+, \"api\": BODY\\}", "503 FAILURE"),
  /** Has no JSON rule, so it passes any body of a success, and redirects are final. */
  PRODUCT("/products/42", Timeout.HEADER, "(BODY|\\{\"time\": -1\\})?", "204|302|503 FAILURE"),
  REVIEWS(
      "/products/42/reviews",
      Timeout.QUERY,
      "\\[BODY(, BODY){0,2}\\]",
      "504 deadline|502 upstream-failed"),
  PRICES("/prices/of/42", Timeout.HEADER, "\\[(BODY(, BODY){0,2})?\\]", "");

  private static final Pattern REASON = Pattern.compile("\"reason\":\"([a-z-]+)\"");

  private final String path;
  private final Timeout timeout;
  private final Pattern success;
  private final Pattern others;

  /** Where a request has its timeout. */
  private enum Timeout {
    QUERY,
    HEADER
  }

  /**
   * A route.
   *
   * @param success the body of a 200
   * @param others the kinds of its other answers
   */
  SoakRoute(String path, Timeout timeout, String success, String others) {
    this.path = path;
    this.timeout = timeout;
    this.success = Pattern.compile(success.replace("BODY", "\\{\"time\": \\d+\\}"));
    this.others = Pattern.compile(others.replace("FAILURE", "(deadline|upstream-failed)"));
  }

  String path() {
    return path;
  }

  /** Path and query of a request with this timeout. */
  String target(long timeoutMillis) {
    return timeout == Timeout.QUERY ? path + "?timeout=" + timeoutMillis : path;
  }

  /** Adds the timeout if it is not in the target. */
  void complete(HttpClientRequest request, long timeoutMillis) {
    if (timeout == Timeout.HEADER) {
      request.putHeader("Request-Timeout-Ms", Long.toString(timeoutMillis));
    }
  }

  /**
   * The kind of an answer: its status, and the reason of a problem document. Begins in upper case
   * if the contract does not allow it.
   */
  String kind(int status, String body) {
    if (status == 200) {
      return success.matcher(body).matches() ? "200" : "WRONG BODY: " + body;
    }
    Matcher reason = REASON.matcher(body);
    String kind = reason.find() ? status + " " + reason.group(1) : Integer.toString(status);
    return others.matcher(kind).matches() ? kind : "WRONG ANSWER: " + status + " " + body;
  }
}
