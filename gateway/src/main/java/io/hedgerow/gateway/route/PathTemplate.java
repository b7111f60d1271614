package io.hedgerow.gateway.route;

/** A path of the upstream, made of the variables of a {@link PathPattern}. */
public record PathTemplate(String text) {
  /** Parses a template; throws {@link IllegalArgumentException} for anything else. */
  public static PathTemplate parse(String text) {
    return new PathTemplate(text);
  }
}
