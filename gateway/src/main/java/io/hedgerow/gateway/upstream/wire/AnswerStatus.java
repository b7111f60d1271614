package io.hedgerow.gateway.upstream.wire;

/** What the status of an answer says about its framing. */
final class AnswerStatus {
  static final int SWITCHING_PROTOCOLS = 101;
  private static final int OK = 200;
  private static final int NO_CONTENT = 204;
  private static final int NOT_MODIFIED = 304;

  private AnswerStatus() {}

  /** Whether the answer itself is still to come: RFC 9110, section 15.2. 101 ends HTTP instead. */
  static boolean isInterim(int status) {
    return status < OK && status != SWITCHING_PROTOCOLS;
  }

  /** Whether a body may follow the head of an answer to GET: RFC 9112, section 6.3. */
  static boolean hasBody(int status) {
    return status != NO_CONTENT && status != NOT_MODIFIED;
  }
}
