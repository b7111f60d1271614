package io.hedgerow.gateway.route;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The paths that a route serves, such as {@code /products/{id}} or {@code /site/*}.
 *
 * <ul>
 *   <li>A literal segment matches the same segment, however it is percent-encoded.
 *   <li>A variable, such as {@code {id}}, matches any one segment that is not empty. Its name has
 *       letters, digits, {@code -} and {@code _}, and begins with a letter. Each name may appear
 *       once.
 *   <li>{@code *} is always the last segment and matches the rest of the path: {@code /site/*}
 *       serves {@code /site/} and {@code /site/a/b}, but not {@code /site}, because its relative
 *       links would lead elsewhere.
 *   <li>A trailing slash is significant: {@code /a} and {@code /a/} are two paths.
 * </ul>
 */
public record PathPattern(List<PathSegment> segments) {
  private static final String KEY = "path";

  public PathPattern {
    segments = List.copyOf(segments);
    Set<PathSegment> variables = new HashSet<>();
    for (PathSegment segment : segments) {
      if (segment instanceof PathSegment.Variable && !variables.add(segment)) {
        throw PathSegment.fault(KEY, PathSegment.join(segments), segment + " once");
      }
    }
  }

  /**
   * Parses a pattern.
   *
   * @throws IllegalArgumentException with the text and what was expected
   */
  public static PathPattern parse(String text) {
    return new PathPattern(PathSegment.parse(KEY, text));
  }

  public boolean isLiteral() {
    return segments.stream().allMatch(PathSegment.Literal.class::isInstance);
  }

  @Override
  public String toString() {
    return PathSegment.join(segments);
  }
}
