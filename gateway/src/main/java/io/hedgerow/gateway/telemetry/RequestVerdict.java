package io.hedgerow.gateway.telemetry;

import io.hedgerow.core.race.Labelled;

/** How a request ended, in one closed set of words for metrics, logs and traces. */
public enum RequestVerdict implements Labelled {
  /** Answered with at least one success, or with a page. */
  SUCCEEDED,
  /** Answered with an array that holds no success. */
  EMPTY,
  /** Answered with an answer of the upstream that is neither a success nor a failure. */
  FINAL,
  /** The caller closed the connection or the stream before it had its answer. */
  CALLER_LEFT,
  /** A parameter is missing or invalid. */
  BAD_PARAMETER,
  /** The request could not be parsed, or has more than one reading. */
  MALFORMED_REQUEST,
  /** No such path. */
  NOT_FOUND,
  /** The path exists and does not take this method. */
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
