package io.hedgerow.gateway.telemetry;

import io.hedgerow.core.race.Labelled;

/** How a request ended, for metrics, logs and traces. */
public enum RequestVerdict implements Labelled {
  /** Answered with at least one success, or with a page. */
  SUCCEEDED,
  /** Answered with an empty array: no success came in time. */
  EMPTY,
  /** Answered with a final answer: neither a success nor a failure of the upstream. */
  FINAL,
  /** The caller closed the connection or the stream before it had its answer. */
  CALLER_LEFT,
  /** A parameter is missing or invalid. */
  BAD_PARAMETER,
  /** The request could not be parsed, or is ambiguous. */
  MALFORMED_REQUEST,
  /** No such path. */
  NOT_FOUND,
  /** The path exists but does not accept this method. */
  METHOD_NOT_ALLOWED,
  /** The request has a body. */
  BODY_NOT_ACCEPTED,
  /** The request line is too long. */
  URI_TOO_LONG,
  /** The caller's quota is used up. */
  RATE_LIMITED,
  /** The header fields are too large. */
  HEADERS_TOO_LARGE,
  /** A bug in Hedgerow. */
  INTERNAL,
  /** All attempts ended, and none succeeded. */
  UPSTREAM_FAILED,
  /** The request timed out. */
  DEADLINE,
  /** Shed to protect the requests in flight. */
  OVERLOADED;

  private final String label = Labelled.labelOf(this);

  @Override
  public String label() {
    return label;
  }
}
