package io.hedgerow.gateway.upstream.wire;

/** What an answer's status means for its framing. */
final class AnswerStatus {
  static final int SWITCHING_PROTOCOLS = 101;
  private static final int OK = 200;
  private static final int NO_CONTENT = 204;
  private static final int NOT_MODIFIED = 304;

  private AnswerStatus() {}

  /** Whether another answer follows (RFC 9110, section 15.2). 101 is not interim: it ends HTTP. */
  static boolean isInterim(int status) {
    return status < OK && status != SWITCHING_PROTOCOLS;
  }

  /** Whether an answer to GET may have a body (RFC 9112, section 6.3). */
  static boolean hasBody(int status) {
    return status != NO_CONTENT && status != NOT_MODIFIED;
  }
}
