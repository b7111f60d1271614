package io.hedgerow.gateway.api;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The parameters of a request, or what is wrong with them. Unknown parameters are ignored. */
public sealed interface Parameters {
  /** More parameters than these are ignored. */
  int PARAMETERS_MAX = 1024;

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

  /** Reads the parameters of a request to {@code endpoint} from its URI. */
  static Parameters of(String uri, Endpoint endpoint, long timeoutMaxMillis) {
    Map<String, List<String>> parameters;
    try {
      parameters =
          new QueryStringDecoder(uri, StandardCharsets.UTF_8, true, PARAMETERS_MAX, true)
              .parameters();
    } catch (IllegalArgumentException e) {
      return new Invalid("query: invalid percent-encoding (expected: %XX with two hex digits)");
    }
    List<String> timeouts = parameters.getOrDefault("timeout", List.of());
    if (timeouts.isEmpty()) {
      return new Invalid("timeout: missing " + expectedTimeout(timeoutMaxMillis));
    }
    if (timeouts.size() > 1) {
      return new Invalid("timeout: given " + timeouts.size() + " times (expected: once)");
    }
    long timeoutMillis = parseDigits(timeouts.getFirst());
    if (timeoutMillis < 1 || timeoutMillis > timeoutMaxMillis) {
      return new Invalid(
          "timeout: " + shortened(timeouts.getFirst()) + " " + expectedTimeout(timeoutMaxMillis));
    }
    if (endpoint != Endpoint.SMART) {
      return new Valid(endpoint, timeoutMillis, false);
    }
    List<String> envelopes = parameters.getOrDefault("envelope", List.of());
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

  private static String expectedTimeout(long maxMillis) {
    return "(expected: a whole number of milliseconds from 1 to " + maxMillis + ")";
  }

  /** The value of decimal digits, or −1 for anything else and for more than ten digits. */
  private static long parseDigits(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return -1;
      }
    }
    int start = 0;
    while (start < text.length() - 1 && text.charAt(start) == '0') {
      start++;
    }
    int digits = text.length() - start;
    return digits < 1 || digits > 10 ? -1 : Long.parseLong(text, start, text.length(), 10);
  }
}
