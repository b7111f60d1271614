package io.hedgerow.gateway.api;

import io.hedgerow.gateway.route.ConnectionFields;
import io.hedgerow.gateway.route.DeadlineRule;
import io.hedgerow.gateway.route.Match;
import io.hedgerow.gateway.route.Names;
import io.hedgerow.gateway.route.PassRule;
import io.hedgerow.gateway.route.PathTemplate;
import io.hedgerow.gateway.route.Route;
import io.hedgerow.gateway.upstream.UpstreamRequest;
import io.hedgerow.gateway.upstream.wire.RequestHead;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Builds the request to the upstream from the caller's request: the path as its route rewrites it,
 * and the query parameters and headers that the route allows, exactly as the caller wrote them.
 */
final class PassThrough {
  /** Headers that never pass, because we set them. */
  private static final Set<String> OWN =
      Set.of("traceparent", "tracestate", "hedgerow-deadline-ms");

  private static final String ACCEPT_ENCODING = "accept-encoding";
  private static final String COOKIE = "cookie";

  private PassThrough() {}

  /**
   * The request to the upstream.
   *
   * @param query of the caller's request, not decoded; null if it has none
   * @param headers of the caller's request
   */
  static UpstreamRequest of(@Nullable String query, MultiMap headers, Match match) {
    Route route = match.route();
    PathTemplate target = route.target();
    return new UpstreamRequest(
        route,
        target == null ? null : target.expand(match),
        query(query, route),
        headers(headers, route));
  }

  /**
   * Why a caller's request cannot pass on unchanged, or null if it can. Vert.x accepts unencoded
   * characters in a query, and control characters in HTTP/2 header values.
   */
  static @Nullable String problem(@Nullable String query, MultiMap headers, Route route) {
    PassRule pass = route.pass();
    if (query != null && !pass.query().isNone() && !RequestHead.isTargetText(query)) {
      return "Character in the query that must be percent-encoded";
    }
    if (!pass.headers().isNone()) {
      for (Map.Entry<String, String> header : headers) {
        if (!RequestHead.isValue(header.getValue())) {
          return "Control character in a header";
        }
      }
    }
    return null;
  }

  /** The allowed parameters of a query, not decoded. */
  private static String query(@Nullable String query, Route route) {
    Names names = route.pass().query();
    if (query == null || query.isEmpty() || names.isNone()) {
      return "";
    }
    StringBuilder passed = new StringBuilder(query.length());
    for (String parameter : query.split("&", -1)) {
      if (!parameter.isEmpty() && isPassed(nameOf(parameter), route)) {
        passed.append(passed.isEmpty() ? "" : "&").append(parameter);
      }
    }
    return passed.toString();
  }

  private static boolean isPassed(String parameter, Route route) {
    DeadlineRule deadline = route.deadline();
    return switch (route.pass().query()) {
      case Names.Only(List<String> names) -> names.contains(parameter);
      case Names.All _ ->
          deadline.source() != DeadlineRule.Source.QUERY || !deadline.name().equals(parameter);
    };
  }

  private static String nameOf(String parameter) {
    int equals = parameter.indexOf('=');
    return QueryStringDecoder.decodeComponent(
        equals < 0 ? parameter : parameter.substring(0, equals), StandardCharsets.UTF_8);
  }

  private static List<String> headers(MultiMap headers, Route route) {
    PassRule pass = route.pass();
    if (pass.headers().isNone()) {
      return List.of();
    }
    Set<String> withheld = namedByConnection(headers);
    if (route.success().json() != null) {
      // A compressed body is not JSON.
      withheld.add(ACCEPT_ENCODING);
    }
    if (route.deadline().source() == DeadlineRule.Source.HEADER
        && pass.headers() instanceof Names.All) {
      withheld.add(route.deadline().name().toLowerCase(Locale.ROOT));
    }
    List<String> passed = new ArrayList<>();
    int cookies = -1;
    for (Map.Entry<String, String> header : headers) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      if (isOwn(name) || withheld.contains(name) || !pass.headers().allowsField(name)) {
        continue;
      }
      if (name.equals(COOKIE) && cookies >= 0) {
        // HTTP/2 may send one field for each cookie (RFC 9113, section 8.2.3).
        passed.set(cookies, passed.get(cookies) + "; " + header.getValue());
        continue;
      }
      passed.add(name);
      passed.add(header.getValue());
      cookies = name.equals(COOKIE) ? passed.size() - 1 : cookies;
    }
    return passed;
  }

  /** Whether we set the field ourselves. HTTP/2 pseudo-header fields begin with a colon. */
  private static boolean isOwn(String name) {
    return OWN.contains(name) || ConnectionFields.contains(name) || name.startsWith(":");
  }

  /** The fields that the caller's Connection header declares to be hop-by-hop. */
  private static Set<String> namedByConnection(MultiMap headers) {
    Set<String> names = new HashSet<>();
    for (String value : headers.getAll("connection")) {
      ConnectionFields.addListed(value, names);
    }
    return names;
  }
}
