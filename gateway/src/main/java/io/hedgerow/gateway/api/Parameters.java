package io.hedgerow.gateway.api;

import io.hedgerow.gateway.route.AnswerRule;
import io.hedgerow.gateway.route.DeadlineRule;
import io.hedgerow.gateway.route.Route;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The parsed parameters of a request, or why they are invalid. Ignores unknown parameters. */
public sealed interface Parameters {
  /** Parameters beyond this number are ignored. */
  int PARAMETERS_MAX = 1024;

  /**
   * Valid parameters.
   *
   * @param route the route of the request
   * @param timeoutMillis how long the caller waits, 1 or more
   * @param isEnveloped whether the answer wraps the upstream's body; always false without an
   *     envelope
   */
  record Valid(Route route, long timeoutMillis, boolean isEnveloped) implements Parameters {
    long timeoutNanos() {
      return TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    }
  }

  /** Invalid parameters; {@code detail} names the parameter, its value and what was expected. */
  record Invalid(String detail) implements Parameters {}

  /** Reads the parameters of a request of {@code route} from its URI and headers. */
  static Parameters of(String uri, MultiMap headers, Route route) {
    Map<String, List<String>> query;
    try {
      query =
          new QueryStringDecoder(uri, StandardCharsets.UTF_8, true, PARAMETERS_MAX, true)
              .parameters();
    } catch (IllegalArgumentException e) {
      return new Invalid("query: invalid percent-encoding (expected: %XX with two hex digits)");
    }
    DeadlineRule rule = route.deadline();
    List<String> timeouts =
        switch (rule.source()) {
          case QUERY -> query.getOrDefault(rule.name(), List.of());
          case HEADER -> headers.getAll(rule.name());
        };
    if (timeouts.size() > 1) {
      return new Invalid(rule.name() + ": given " + timeouts.size() + " times (expected: once)");
    }
    String timeout = timeouts.isEmpty() ? null : timeouts.getFirst();
    long timeoutMillis = timeoutMillis(timeout, rule);
    if (timeoutMillis < 0) {
      return new Invalid(
          "%s: %s (expected: a whole number of milliseconds from 1 to %d)"
              .formatted(
                  rule.name(), timeout == null ? "missing" : shortened(timeout), rule.maxMillis()));
    }
    return switch (route.answer()) {
      case AnswerRule.Envelope(String _, String _, AnswerRule.@Nullable Unless unless) ->
          unless == null
              ? new Valid(route, timeoutMillis, true)
              : enveloped(query, unless, route, timeoutMillis);
      case AnswerRule.Body _, AnswerRule.Array _ -> new Valid(route, timeoutMillis, false);
    };
  }

  private static Parameters enveloped(
      Map<String, List<String>> query, AnswerRule.Unless unless, Route route, long timeoutMillis) {
    List<String> values = query.getOrDefault(unless.query(), List.of());
    if (values.isEmpty()) {
      return new Valid(route, timeoutMillis, true);
    }
    String value = String.join(" and ", values);
    return switch (value) {
      case "true" -> new Valid(route, timeoutMillis, !unless.is());
      case "false" -> new Valid(route, timeoutMillis, unless.is());
      default ->
          new Invalid(
              unless.query() + ": " + shortened(value) + " (expected: true or false, once)");
    };
  }

  /** The timeout to apply, or −1 if it is invalid, or missing and required. */
  private static long timeoutMillis(@Nullable String given, DeadlineRule rule) {
    if (given == null) {
      return rule.otherwise() == null ? -1 : Math.min(rule.otherwise().millis(), rule.maxMillis());
    }
    long millis = parseDigits(given);
    if (millis > rule.maxMillis()) {
      return rule.above() == DeadlineRule.Above.CLAMP ? rule.maxMillis() : -1;
    }
    return millis < 1 ? -1 : millis;
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

  /** The value of decimal digits, at most {@link Long#MAX_VALUE}; −1 for anything else. */
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
    if (digits < 1) {
      return -1;
    }
    return digits > 18 ? Long.MAX_VALUE : Long.parseLong(text, start, text.length(), 10);
  }
}
