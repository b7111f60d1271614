package io.hedgerow.gateway.management;

import io.hedgerow.gateway.route.DeadlineRule;
import io.hedgerow.gateway.route.Match;
import io.hedgerow.gateway.route.Route;
import io.hedgerow.gateway.route.RouteTable;
import io.vertx.core.MultiMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A request that the console sends to the API, as somebody described it. Its path is one of a route
 * in force, and its headers are few.
 *
 * @param target path and query
 * @param headers by name in lower case
 */
record TriedRequest(Route route, String method, String target, Map<String, String> headers) {
  private static final Pattern TARGET = Pattern.compile("/[!-~&&[^#]]*");
  private static final Pattern HEADER = Pattern.compile("([!-~&&[^:]]{1,100}): ?([ -~]{1,200})");

  /**
   * The request that query parameters describe.
   *
   * @param inForce the routes
   * @throws IllegalArgumentException if one of them is missing or not permitted
   */
  static TriedRequest parse(MultiMap parameters, List<Route> inForce) {
    String target = parameters.get("target");
    Match match =
        target != null && TARGET.matcher(target).matches()
            ? RouteTable.of(inForce).find(target.split("\\?", 2)[0])
            : null;
    if (target == null || match == null) {
      throw invalid("target", target, "a path of a route in force, and its query");
    }
    Route route = match.route();
    String method = Objects.requireNonNullElse(parameters.get("method"), "GET");
    if (!route.methods().contains(method)) {
      throw invalid("method", method, "one of route " + route.name());
    }
    Set<String> permitted = new TreeSet<>(Set.of("accept", "accept-language"));
    if (route.deadline().source() == DeadlineRule.Source.HEADER) {
      permitted.add(route.deadline().name().toLowerCase(Locale.ROOT));
    }
    Map<String, String> headers = new HashMap<>();
    for (String header : parameters.getAll("header")) {
      Matcher field = HEADER.matcher(header);
      if (!field.matches() || !permitted.contains(field.group(1).toLowerCase(Locale.ROOT))) {
        throw invalid("header", header, "name: value, of " + String.join(", ", permitted));
      }
      headers.put(field.group(1).toLowerCase(Locale.ROOT), field.group(2));
    }
    return new TriedRequest(route, method, target, headers);
  }

  private static IllegalArgumentException invalid(
      String name, @Nullable String given, String expected) {
    return new IllegalArgumentException(
        "%s: %s (expected: %s)"
            .formatted(name, given == null ? "missing" : "not permitted", expected));
  }
}
