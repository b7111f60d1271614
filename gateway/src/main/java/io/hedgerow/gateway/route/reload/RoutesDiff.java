package io.hedgerow.gateway.route.reload;

import io.hedgerow.gateway.route.Route;
import io.hedgerow.gateway.route.Routes;
import io.hedgerow.gateway.route.file.RoutesPrinter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Lists the differences between two versions of the routes, in the words of their file. */
final class RoutesDiff {
  private static final int LINES_MAX = 100;

  private RoutesDiff() {}

  /**
   * Returns one line per upstream or route that was added, removed or changed, such as {@code route
   * product changed: plan, deadline}. After 100 lines, a last one counts the rest.
   */
  static List<String> between(Routes before, Routes after) {
    List<String> lines = new ArrayList<>();
    add(lines, "upstream", before.upstreams(), after.upstreams(), RoutesPrinter::words);
    add(lines, "route", byName(before), byName(after), RoutesPrinter::words);
    if (lines.size() > LINES_MAX) {
      String rest = "and " + (lines.size() - LINES_MAX) + " more";
      lines.subList(LINES_MAX, lines.size()).clear();
      lines.add(rest);
    }
    return lines;
  }

  /**
   * Compares upstreams or routes by name.
   *
   * @param words their words in the file, without secrets
   */
  private static <T> void add(
      List<String> lines,
      String kind,
      Map<String, T> before,
      Map<String, T> after,
      Function<T, Map<String, String>> words) {
    Set<String> names = new TreeSet<>(before.keySet());
    names.addAll(after.keySet());
    for (String name : names) {
      T old = before.get(name);
      T now = after.get(name);
      if (old == null) {
        lines.add(kind + " " + name + " added");
      } else if (now == null) {
        lines.add(kind + " " + name + " removed");
      } else if (!now.equals(old)) {
        lines.add(kind + " " + name + " changed" + changes(words.apply(old), words.apply(now)));
      }
    }
  }

  /** The words that differ; empty if only secrets differ. */
  private static String changes(Map<String, String> before, Map<String, String> after) {
    Set<String> words = new TreeSet<>(before.keySet());
    words.addAll(after.keySet());
    words.removeIf(word -> Objects.equals(before.get(word), after.get(word)));
    return words.isEmpty() ? "" : ": " + String.join(", ", words);
  }

  private static Map<String, Route> byName(Routes routes) {
    return routes.routes().stream().collect(Collectors.toMap(Route::name, Function.identity()));
  }
}
