package io.hedgerow.core.race;

import java.util.OptionalInt;

/**
 * How an attempt ended. One closed family for the race, the answers, the metrics, the logs and the
 * traces: an attempt succeeded, failed in one of six ways, or was ended by the race itself.
 */
public sealed interface Outcome {

  /** The outcome's name wherever people or machines read it, such as {@code bad-status}. */
  String label();

  /** The HTTP status that the upstream sent, where the outcome implies one. */
  default OptionalInt upstreamStatus() {
    return OptionalInt.empty();
  }

  /** Status 200 and a valid payload. */
  record Succeeded() implements Outcome {
    @Override
    public String label() {
      return "succeeded";
    }

    @Override
    public OptionalInt upstreamStatus() {
      return OptionalInt.of(200);
    }
  }

  /** The upstream, or the way to it, failed. Reported to the race by whoever runs the attempt. */
  sealed interface Failure extends Outcome {
    /** What went wrong, in a few words for a person; never bytes of the upstream's answer. */
    String detail();
  }

  /** Another status than 200; redirects are not followed. */
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

  /** Status 200, but the body is not one JSON object with a whole {@code time} of 0 or more. */
  record BadPayload(String detail) implements Failure {
    @Override
    public String label() {
      return "bad-payload";
    }

    @Override
    public OptionalInt upstreamStatus() {
      return OptionalInt.of(200);
    }
  }

  /** Status 200, but the body is longer than the limit. */
  record TooLarge(int limitBytes) implements Failure {
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
      return OptionalInt.of(200);
    }
  }

  /** No connection was made, so the upstream has not seen the attempt. */
  record Unreachable(Cause cause) implements Failure {
    /** What stood in the way. */
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

  /** The connection ended, or spoke something that is not HTTP, before the answer was whole. */
  record ConnectionLost(String detail) implements Failure {
    @Override
    public String label() {
      return "connection-lost";
    }
  }

  /** Still running at the deadline. Given by the race, never reported to it. */
  record TimedOut() implements Outcome {
    @Override
    public String label() {
      return "timed-out";
    }
  }

  /** Ended by the race before it had come to an end of its own, without fault of the upstream. */
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
