package io.hedgerow.gateway.api;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The parameters of a request, or what is wrong with them. Unknown parameters are ignored. */
sealed interface Parameters {

  /**
   * Valid parameters.
   *
   * @param endpoint the endpoint requested
   * @param timeoutMillis how long the caller waits, 1 or more
   * @param isEnveloped whether the answer wraps the upstream's body; only with {@code /api/smart}
   */
  record Valid(Endpoint endpoint, long timeoutMillis, boolean isEnveloped) implements Parameters {
    long timeoutNanos() {
      return TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    }
  }

  /** Invalid parameters; {@code detail} names the parameter, its value and what was expected. */
  record Invalid(String detail) implements Parameters {}

  /** Reads the parameters of a request to {@code endpoint}. */
  static Parameters of(HttpServerRequest request, Endpoint endpoint, long timeoutMaxMillis) {
    List<String> timeouts;
    List<String> envelopes;
    try {
      // True: a semicolon is part of a value, not a separator.
      MultiMap parameters = request.params(true);
      timeouts = valuesOf("timeout", parameters);
      envelopes = valuesOf("envelope", parameters);
    } catch (IllegalArgumentException e) {
      return new Invalid("query: invalid percent-encoding (expected: %XX with two hex digits)");
    }
    String expectedTimeout =
        "(expected: a whole number of milliseconds from 1 to " + timeoutMaxMillis + ")";
    if (timeouts.isEmpty()) {
      return new Invalid("timeout: missing " + expectedTimeout);
    }
    if (timeouts.size() > 1) {
      return new Invalid("timeout: given " + timeouts.size() + " times (expected: once)");
    }
    long timeoutMillis = parseDigits(timeouts.getFirst());
    if (timeoutMillis < 1 || timeoutMillis > timeoutMaxMillis) {
      return new Invalid("timeout: " + shortened(timeouts.getFirst()) + " " + expectedTimeout);
    }
    if (endpoint != Endpoint.SMART) {
      return new Valid(endpoint, timeoutMillis, false);
    }
    if (envelopes.isEmpty()) {
      return new Valid(endpoint, timeoutMillis, true);
    }
    String envelope = String.join(" and ", envelopes);
    return switch (envelope) {
      case "true" -> new Valid(endpoint, timeoutMillis, true);
      case "false" -> new Valid(endpoint, timeoutMillis, false);
      default ->
          new Invalid("envelope: " + shortened(envelope) + " (expected: true or false, once)");
    };
  }

  /** Text from a caller, cut to a length that fits an error message. */
  static String shortened(String text) {
    int limit = 60;
    if (text.length() <= limit) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(limit - 1)) ? limit - 1 : limit;
    return text.substring(0, end) + "…";
  }

  /** The values of the parameters with exactly this name; MultiMap itself ignores case. */
  private static List<String> valuesOf(String name, MultiMap parameters) {
    return parameters.entries().stream()
        .filter(parameter -> parameter.getKey().equals(name))
        .map(Map.Entry::getValue)
        .toList();
  }

  /** The value of decimal digits, or −1 for anything else and for more than ten digits. */
  private static long parseDigits(String text) {
    if (text.isEmpty() || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return -1;
    }
    int start = 0;
    while (start < text.length() - 1 && text.charAt(start) == '0') {
      start++;
    }
    return text.length() - start > 10 ? -1 : Long.parseLong(text, start, text.length(), 10);
  }
}
