package io.hedgerow.core.race;

import java.util.OptionalInt;

/**
 * How an attempt ended. The race, answers, metrics, logs and traces all use this family: an attempt
 * was answered (a success or a final answer), failed in one of five ways, or was ended by the race.
 *
 * <p>The host of the race decides which answers are successes and which statuses are final. Success
 * takes precedence: an answer is final only if it is not a success.
 */
public sealed interface Outcome {

  /** The outcome's name in metrics, headers, logs and traces, such as {@code bad-status}. */
  String label();

  /** The HTTP status that the upstream sent, where the outcome implies one. */
  default OptionalInt upstreamStatus() {
    return OptionalInt.empty();
  }

  /** The upstream answered, and did not fail. Reported to the race by its host. */
  sealed interface Answer extends Outcome {
    /** The HTTP status that the upstream sent. */
    int status();

    @Override
    default OptionalInt upstreamStatus() {
      return OptionalInt.of(status());
    }
  }

  /** Status and body meet the success rule, such as 200 and JSON with a time. */
  record Succeeded(int status) implements Answer {
    @Override
    public String label() {
      return "succeeded";
    }
  }

  /** An answer that is neither a success nor a failure, such as 404, 409 or 304. */
  record Final(int status) implements Answer {
    @Override
    public String label() {
      return "final";
    }
  }

  /** The upstream or the network failed. Reported to the race by its host. */
  sealed interface Failure extends Outcome {
    /** What went wrong, in a few words for people; never bytes of the upstream's answer. */
    String detail();
  }

  /** A status that means neither success nor a final answer; redirects are not followed. */
  record BadStatus(int status) implements Failure {
    @Override
    public String label() {
      return "bad-status";
    }

    @Override
    public String detail() {
      return "status " + status;
    }

    @Override
    public OptionalInt upstreamStatus() {
      return OptionalInt.of(status);
    }
  }

  /** The status of a success, but a body that breaks the success rule, such as invalid JSON. */
  record BadPayload(int status, String detail) implements Failure {
    @Override
    public String label() {
      return "bad-payload";
    }

    @Override
    public OptionalInt upstreamStatus() {
      return OptionalInt.of(status);
    }
  }

  /** The body of a success or a final answer is longer than the limit. */
  record TooLarge(int status, int limitBytes) implements Failure {
    @Override
    public String label() {
      return "too-large";
    }

    @Override
    public String detail() {
      return "body of more than " + limitBytes + " bytes";
    }

    @Override
    public OptionalInt upstreamStatus() {
      return OptionalInt.of(status);
    }
  }

  /** No connection was made, so the upstream has not seen the attempt. */
  record Unreachable(Cause cause) implements Failure {
    /** Why no connection was made. */
    public enum Cause {
      NAME_NOT_RESOLVED("name not resolved"),
      CONNECTION_REFUSED("connection refused"),
      CONNECT_TIMED_OUT("no connection within the connect timeout"),
      TLS_FAILED("TLS handshake failed"),
      NO_CONNECTION_FREE("all connections in use and the queue for them full"),
      NETWORK("network error");

      private final String detail;

      Cause(String detail) {
        this.detail = detail;
      }
    }

    @Override
    public String label() {
      return "unreachable";
    }

    @Override
    public String detail() {
      return cause.detail;
    }
  }

  /** The connection closed, or received invalid HTTP, before the answer was complete. */
  record ConnectionLost(String detail) implements Failure {
    @Override
    public String label() {
      return "connection-lost";
    }
  }

  /** Still running at the deadline. Set by the race, never reported to it. */
  record TimedOut() implements Outcome {
    @Override
    public String label() {
      return "timed-out";
    }
  }

  /** Ended by the race before it finished; not the upstream's fault. */
  record Cancelled(CancelReason reason) implements Outcome {
    public Cancelled {
      if (reason == CancelReason.DEADLINE) {
        throw new IllegalArgumentException("reason: DEADLINE (expected: TimedOut for that)");
      }
    }

    @Override
    public String label() {
      return "cancelled";
    }
  }
}
