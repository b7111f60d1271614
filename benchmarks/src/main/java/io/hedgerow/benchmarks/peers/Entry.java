package io.hedgerow.benchmarks.peers;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server and the load that it gets.
 *
 * @param callers average requests in flight of an ideal race at this load
 */
record Entry(Server server, int callers) {
  /**
   * The mean duration of an ideal race of three attempts that take 100 to 600 ms, one in ten of
   * which fails: the mean of the minimum of three such times.
   */
  static final long IDEAL_MILLIS = 238;

  private static final int CALLERS_MAX = 10_000;
  private static final Pattern LABEL = Pattern.compile("([a-z0-9-]+)@([0-9]{1,5})");

  /**
   * Reads {@code go@250}.
   *
   * @throws IllegalArgumentException naming the text and what was expected
   */
  static Entry parse(String label) {
    Matcher matcher = LABEL.matcher(label);
    if (matcher.matches()) {
      int callers = Integer.parseInt(matcher.group(2));
      for (Server server : Server.all()) {
        if (server.label().equals(matcher.group(1)) && callers >= 1 && callers <= CALLERS_MAX) {
          return new Entry(server, callers);
        }
      }
    }
    throw new IllegalArgumentException(
        "%s (expected: SERVER@CALLERS, with SERVER one of %s and CALLERS from 1 to %d)"
            .formatted(label, Server.all().stream().map(Server::label).toList(), CALLERS_MAX));
  }

  /** Its name on the command line. */
  String label() {
    return server.label() + "@" + callers;
  }

  /** The rate, by Little's law: requests in flight = rate × mean duration. */
  long requestsPerSecond() {
    return Math.max(1, Math.round(callers * 1000.0 / IDEAL_MILLIS));
  }
}
