package io.hedgerow.gateway.api;

import io.hedgerow.gateway.telemetry.RequestVerdict;

/**
 * Every error that a caller can get: the one table from reason to status and words. The page {@link
 * ProblemsPage} is made from it, so that the {@code type} of a problem always leads to its
 * description.
 */
enum ProblemType {
  BAD_PARAMETER(
      RequestVerdict.BAD_PARAMETER,
      400,
      "A parameter cannot be used",
      "The detail names the parameter, its value and what was expected. No request went upstream."),
  MALFORMED_REQUEST(
      RequestVerdict.MALFORMED_REQUEST,
      400,
      "The request is not HTTP",
      "The request line or a header could not be parsed, or can be read in more than one way."
          + " The connection is closed."),
  NOT_FOUND(
      RequestVerdict.NOT_FOUND,
      404,
      "There is nothing at this path",
      "The endpoints are /api/all, /api/first, /api/within-timeout and /api/smart."),
  METHOD_NOT_ALLOWED(
      RequestVerdict.METHOD_NOT_ALLOWED,
      405,
      "The method is not allowed here",
      "Use one of the methods in the Allow header: GET or HEAD."),
  BODY_NOT_ACCEPTED(
      RequestVerdict.BODY_NOT_ACCEPTED,
      413,
      "A request body is not accepted",
      "No endpoint takes a body. Nothing of it was read, and the connection is closed."),
  URI_TOO_LONG(
      RequestVerdict.URI_TOO_LONG,
      414,
      "The request line is too long",
      "The request line is longer than the server reads. The connection is closed."),
  RATE_LIMITED(
      RequestVerdict.RATE_LIMITED,
      429,
      "This caller asks too often",
      "A caller may make so many requests in so many seconds as RateLimit-Policy says (q, w), and"
          + " has made them. Ask again after the seconds that Retry-After says."),
  HEADERS_TOO_LARGE(
      RequestVerdict.HEADERS_TOO_LARGE,
      431,
      "The header fields are too large",
      "The header fields together are larger than the server reads. The connection is closed."),
  INTERNAL(
      RequestVerdict.INTERNAL,
      500,
      "A bug in Hedgerow",
      "The server found itself in a state that cannot be, gave this request up and logged why."
          + " Please report it."),
  UPSTREAM_FAILED(
      RequestVerdict.UPSTREAM_FAILED,
      503,
      "The upstream failed",
      "Every attempt ended before the timeout and none was a success. The list of attempts says"
          + " how each of them ended."),
  DEADLINE(
      RequestVerdict.DEADLINE,
      503,
      "The timeout came first",
      "The upstream did not answer in time for this endpoint. The list of attempts says how far"
          + " each of them came. A longer timeout may help."),
  OVERLOADED(
      RequestVerdict.OVERLOADED,
      503,
      "This server has too much to do",
      "The request was refused before anything was sent upstream, so that those that are under way"
          + " keep their timeouts. Ask again after the seconds that Retry-After says."),
  SHUTTING_DOWN(
      RequestVerdict.SHUTTING_DOWN,
      503,
      "This server is shutting down",
      "The request came while the server was ending. Ask again: another instance, or this one"
          + " after its restart, will answer.");

  /** The detail of {@link #INTERNAL}. */
  static final String SEE_LOG = "see the server's log";

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

  /** What listeners are told about a request that was answered with it. */
  RequestVerdict verdict() {
    return verdict;
  }

  int status() {
    return status;
  }

  /** Identifies the problem to programs. */
  String reason() {
    return verdict.label();
  }

  String title() {
    return title;
  }

  /** What it means and what to do, for a person. */
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
