package io.hedgerow.gateway.api;

import io.hedgerow.gateway.telemetry.RequestVerdict;

/**
 * Every error that a caller can get, with its status and text. {@link ProblemsPage} is generated
 * from this enum, so the {@code type} of a problem always leads to its description.
 */
enum ProblemType {
  BAD_PARAMETER(
      RequestVerdict.BAD_PARAMETER,
      400,
      "Invalid parameter",
      "The detail names the parameter, its value and what was expected. Nothing was sent"
          + " upstream."),
  MALFORMED_REQUEST(
      RequestVerdict.MALFORMED_REQUEST,
      400,
      "Malformed or ambiguous request",
      "The request line or a header could not be parsed, or different servers could read it"
          + " differently. The connection may be closed."),
  NOT_FOUND(RequestVerdict.NOT_FOUND, 404, "Not found", "The endpoints are %s."),
  METHOD_NOT_ALLOWED(
      RequestVerdict.METHOD_NOT_ALLOWED,
      405,
      "Method not allowed",
      "Use a method from the Allow header: GET or HEAD."),
  BODY_NOT_ACCEPTED(
      RequestVerdict.BODY_NOT_ACCEPTED,
      413,
      "Request body not accepted",
      "No endpoint takes a body. The body was not read, and the connection is closed."),
  URI_TOO_LONG(
      RequestVerdict.URI_TOO_LONG,
      414,
      "Request line too long",
      "The request line exceeds the server's limit. The connection is closed."),
  RATE_LIMITED(
      RequestVerdict.RATE_LIMITED,
      429,
      "Too many requests",
      "The quota in RateLimit-Policy (q requests per w seconds) is used up. Retry after the number"
          + " of seconds in Retry-After."),
  HEADERS_TOO_LARGE(
      RequestVerdict.HEADERS_TOO_LARGE,
      431,
      "Header fields too large",
      "The header fields together exceed the server's limit. The connection is closed."),
  INTERNAL(
      RequestVerdict.INTERNAL,
      500,
      "Internal error",
      "An internal invariant was violated. The request was aborted and the cause logged. Please"
          + " report this bug."),
  UPSTREAM_FAILED(
      RequestVerdict.UPSTREAM_FAILED,
      503,
      "Upstream failed",
      "No attempt succeeded. The attempts list says how each one ended, and"
          + " hedgesWithheld says how many hedges were withheld and why."),
  DEADLINE(
      RequestVerdict.DEADLINE,
      503,
      "Timed out",
      "The upstream did not answer within the timeout. The attempts list says how far each one"
          + " got. A longer timeout may help."),
  OVERLOADED(
      RequestVerdict.OVERLOADED,
      503,
      "Server overloaded",
      "The request was rejected before anything was sent upstream, to protect the requests in"
          + " flight. Retry after the number of seconds in Retry-After.");

  /** The detail of {@link #INTERNAL}. */
  static final String SEE_LOG = "See the server log";

  private final RequestVerdict verdict;
  private final int status;
  private final String title;
  private final String explanation;

  ProblemType(RequestVerdict verdict, int status, String title, String explanation) {
    this.verdict = verdict;
    this.status = status;
    this.title = title;
    this.explanation = explanation;
  }

  /** The verdict reported to listeners with this problem. */
  RequestVerdict verdict() {
    return verdict;
  }

  int status() {
    return status;
  }

  /** The machine-readable identifier of the problem. */
  String reason() {
    return verdict.label();
  }

  String title() {
    return title;
  }

  /** What it means and what to do about it; {@code %s} stands for the paths of the routes. */
  String explanation() {
    return explanation;
  }

  /**
   * The {@code type} of RFC 9457: a reference, relative to the API, to the problem's description.
   */
  String uri() {
    return ProblemsPage.PATH + "#" + reason();
  }
}
