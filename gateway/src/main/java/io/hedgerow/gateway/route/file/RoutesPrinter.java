package io.hedgerow.gateway.route.file;

import io.hedgerow.gateway.route.Route;
import io.hedgerow.gateway.route.Routes;
import io.hedgerow.gateway.settings.UpstreamSettings;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** Prints routes as a file from which the same routes are read. Secrets in URLs are masked. */
public final class RoutesPrinter {
  private RoutesPrinter() {}

  /**
   * Prints the file. Every word of a route is given, under {@code defaults} if all routes agree.
   *
   * @param inForce the upstream of the static keys; other upstreams are printed as differences to
   *     it
   */
  public static String print(Routes routes, UpstreamSettings inForce) {
    StringBuilder out = new StringBuilder();
    if (!routes.upstreams().isEmpty()) {
      out.append("upstreams:\n");
      routes
          .upstreams()
          .forEach(
              (name, upstream) -> {
                line("  ", Flow.text(name) + ":", out);
                UpstreamWords.print(upstream, inForce)
                    .forEach((word, value) -> line("    ", word + ": " + value, out));
              });
    }
    Map<String, Map<String, String>> words = new LinkedHashMap<>();
    routes.routes().forEach(route -> words.put(route.name(), words(route)));
    Map<String, String> shared = shared(words.values());
    if (!shared.isEmpty()) {
      out.append("defaults:\n");
      shared.forEach((word, value) -> line("  ", word + ": " + value, out));
    }
    out.append("routes:\n");
    words.forEach(
        (name, own) -> {
          line("  ", Flow.text(name) + ":", out);
          own.forEach(
              (word, value) -> {
                if (!shared.containsKey(word)) {
                  line("    ", word + ": " + value, out);
                }
              });
        });
    return out.toString();
  }

  /** The words of an upstream and their values in YAML. */
  public static Map<String, String> words(UpstreamSettings upstream) {
    return UpstreamWords.print(upstream);
  }

  /** The words of a route and their values in YAML. */
  public static Map<String, String> words(Route route) {
    return RouteWords.print(route);
  }

  private static void line(String indent, String text, StringBuilder out) {
    out.append(indent).append(text).append('\n');
  }

  /** The words on which all routes agree; none for a single route. */
  private static Map<String, String> shared(Collection<Map<String, String>> routes) {
    if (routes.size() < 2) {
      return Map.of();
    }
    Map<String, String> shared = new LinkedHashMap<>(routes.iterator().next());
    routes.forEach(route -> shared.entrySet().retainAll(route.entrySet()));
    return shared;
  }
}
