package io.hedgerow.gateway;

import io.hedgerow.gateway.upstream.InvalidUpstream;
import java.net.UnknownHostException;

/** The gateway cannot start. The message is one line that says what failed and what to do. */
public final class StartFailure extends Exception {
  private static final long serialVersionUID = 1;

  private StartFailure(String message, Throwable cause) {
    super(message, cause);
  }

  /** A failure that is not about a listener. */
  static StartFailure of(Throwable cause) {
    return switch (cause) {
      case StartFailure failure -> failure;
      case InvalidUpstream upstream ->
          new StartFailure("cannot start: " + upstream.getMessage(), upstream);
      default -> new StartFailure("cannot start: " + onOneLine(cause), cause);
    };
  }

  /**
   * A listener that cannot be opened.
   *
   * @param section of the configuration that {@code host} and {@code port} come from: empty, or
   *     with a dot at its end
   */
  static StartFailure ofListener(String section, String host, int port, Throwable cause) {
    String reason = onOneLine(cause);
    String otherHost = "choose an address of this machine with --" + section + "host=ADDRESS";
    String otherPort = "with --" + section + "port=PORT (0 takes any free port)";
    String message;
    if (cause instanceof UnknownHostException) {
      message = "cannot listen on %s: unknown host (%s)".formatted(host, otherHost);
    } else if (reason.contains("Cannot assign requested address")) {
      message = "cannot listen on %s: %s".formatted(host, otherHost);
    } else if (reason.contains("Address already in use")) {
      message = "port %d is in use: choose another %s".formatted(port, otherPort);
    } else if (reason.contains("Permission denied")) {
      message =
          "this user may not listen on port %d: choose one above 1023 %s"
              .formatted(port, otherPort);
    } else {
      message = "cannot listen on %s:%d: %s".formatted(host, port, reason);
    }
    return new StartFailure(message, cause);
  }

  private static String onOneLine(Throwable cause) {
    return cause.toString().replaceAll("\\s*\\R\\s*", " ");
  }
}
