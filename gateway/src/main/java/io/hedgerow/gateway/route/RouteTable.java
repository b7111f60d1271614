package io.hedgerow.gateway.route;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds the route of a path. Immutable.
 *
 * <p>At the first segment in which two patterns differ, a literal precedes a variable, and a
 * variable precedes {@code *}. If the more specific pattern fails at a later segment, the other is
 * tried: with {@code /a/b/c} and {@code /a/*}, the latter serves {@code /a/b/d}.
 */
public final class RouteTable {
  /** Two patterns that match the same paths. */
  public record Conflict(Route first, PathPattern firstPath, Route second, PathPattern secondPath) {
    @Override
    public String toString() {
      return "%s of route %s matches the same paths as %s of route %s"
          .formatted(secondPath, second.name(), firstPath, first.name());
    }
  }

  private record Leaf(Route route, PathPattern path) {}

  /** A node of the tree of segments: what may follow the segments before it. */
  private static final class Node {
    private final Map<String, Node> literals = new HashMap<>();
    private @Nullable Node variable;
    private @Nullable Leaf end;
    private @Nullable Leaf rest;
  }

  private final Node root = new Node();
  private final Map<String, Match> literalMatches = new HashMap<>();
  private final List<Conflict> conflicts = new ArrayList<>();

  private RouteTable(List<Route> routes) {
    for (Route route : routes) {
      route.paths().forEach(path -> add(new Leaf(route, path)));
    }
  }

  /**
   * The table of these routes.
   *
   * @throws IllegalArgumentException with all {@linkplain #conflicts conflicts}
   */
  public static RouteTable of(List<Route> routes) {
    RouteTable table = new RouteTable(routes);
    if (!table.conflicts.isEmpty()) {
      throw new IllegalArgumentException(
          table.conflicts.stream().map(Conflict::toString).collect(Collectors.joining("; ")));
    }
    return table;
  }

  /** Each pattern that matches the same paths as an earlier one. Methods are ignored. */
  public static List<Conflict> conflicts(List<Route> routes) {
    return List.copyOf(new RouteTable(routes).conflicts);
  }

  private void add(Leaf leaf) {
    Node node = root;
    for (PathSegment segment : leaf.path().segments()) {
      switch (segment) {
        case PathSegment.Literal literal ->
            node = node.literals.computeIfAbsent(literal.decoded(), _ -> new Node());
        case PathSegment.Variable _ -> {
          if (node.variable == null) {
            node.variable = new Node();
          }
          node = node.variable;
        }
        case PathSegment.Rest _ -> {
          node.rest = firstOf(node.rest, leaf);
          return;
        }
      }
    }
    node.end = firstOf(node.end, leaf);
    if (leaf.path().isLiteral()) {
      literalMatches.put(
          leaf.path().toString(), new Match(leaf.route(), leaf.path(), Map.of(), null));
    }
  }

  private Leaf firstOf(@Nullable Leaf present, Leaf added) {
    if (present == null) {
      return added;
    }
    conflicts.add(new Conflict(present.route(), present.path(), added.route(), added.path()));
    return present;
  }

  /**
   * The route of a path, or null if no pattern matches or the path is refused by {@link
   * RequestPath}.
   *
   * @param rawPath as the caller sent it, without the query
   */
  public @Nullable Match find(String rawPath) {
    Match match = literalMatches.get(rawPath);
    if (match != null) {
      return match;
    }
    RequestPath path = RequestPath.parse(rawPath);
    Leaf leaf = path == null ? null : find(root, path, 0);
    return path == null || leaf == null ? null : matchOf(leaf, path);
  }

  /** Whether a pattern would match this path if {@link RequestPath} did not refuse it. */
  public boolean isRefused(String rawPath) {
    return rawPath.startsWith("/")
        && RequestPath.parse(rawPath) == null
        && find(root, RequestPath.unchecked(rawPath), 0) != null;
  }

  private static @Nullable Leaf find(Node node, RequestPath path, int position) {
    if (position == path.sent().size()) {
      return node.end;
    }
    String segment = path.decoded().get(position);
    Node literal = node.literals.get(segment);
    Leaf found = literal == null ? null : find(literal, path, position + 1);
    if (found == null && node.variable != null && !segment.isEmpty()) {
      found = find(node.variable, path, position + 1);
    }
    return found == null ? node.rest : found;
  }

  private static Match matchOf(Leaf leaf, RequestPath path) {
    Map<String, String> variables = new HashMap<>();
    String rest = null;
    List<PathSegment> segments = leaf.path().segments();
    for (int i = 0; i < segments.size(); i++) {
      switch (segments.get(i)) {
        case PathSegment.Literal _ -> {}
        case PathSegment.Variable variable -> variables.put(variable.name(), path.sent().get(i));
        case PathSegment.Rest _ ->
            rest = String.join("/", path.sent().subList(i, path.sent().size()));
      }
    }
    return new Match(leaf.route(), leaf.path(), variables, rest);
  }
}
