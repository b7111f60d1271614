package io.hedgerow.gateway.route;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * An upstream path, built from what a {@link PathPattern} matched. The syntax is that of a pattern,
 * but a variable may appear more than once.
 */
public record PathTemplate(List<PathSegment> segments) {
  private static final String KEY = "to";

  public PathTemplate {
    segments = List.copyOf(segments);
  }

  /**
   * Parses a template.
   *
   * @throws IllegalArgumentException with the text and what was expected
   */
  public static PathTemplate parse(String text) {
    return new PathTemplate(PathSegment.parse(KEY, text));
  }

  /** The variables and {@code *} of this template that the pattern does not have. */
  public List<PathSegment> missingIn(PathPattern pattern) {
    return segments.stream()
        .filter(segment -> !(segment instanceof PathSegment.Literal))
        .filter(segment -> !pattern.segments().contains(segment))
        .distinct()
        .toList();
  }

  void requireAllIn(PathPattern pattern) {
    List<PathSegment> missing = missingIn(pattern);
    if (!missing.isEmpty()) {
      throw PathSegment.fault(
          KEY, toString(), "only what %s has; not %s".formatted(pattern, missing.getFirst()));
    }
  }

  /**
   * The upstream's path for a match. Nothing may be {@linkplain #missingIn missing} in the match's
   * pattern. Inserts variables and rest without decoding them.
   */
  public String expand(Match match) {
    StringBuilder path = new StringBuilder();
    for (PathSegment segment : segments) {
      path.append('/')
          .append(
              switch (segment) {
                case PathSegment.Literal literal -> literal.text();
                case PathSegment.Variable variable ->
                    requireNonNull(match.variables().get(variable.name()));
                case PathSegment.Rest _ -> requireNonNull(match.rest());
              });
    }
    return path.toString();
  }

  @Override
  public String toString() {
    return PathSegment.join(segments);
  }
}
