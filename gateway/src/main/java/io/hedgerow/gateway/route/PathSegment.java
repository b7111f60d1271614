package io.hedgerow.gateway.route;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One segment of a {@link PathPattern} or a {@link PathTemplate}. {@code toString()} gives its
 * syntax.
 */
public sealed interface PathSegment {
  /** Literal text, percent-encoded. Empty after a trailing slash. */
  record Literal(String text) implements PathSegment {
    String decoded() {
      return requireNonNull(RequestPath.decode(text));
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** Any one segment that is not empty. */
  record Variable(String name) implements PathSegment {
    private static final Pattern TEXT = Pattern.compile("\\{[a-zA-Z][a-zA-Z0-9_-]*}");

    @Override
    public String toString() {
      return "{" + name + "}";
    }
  }

  /** Everything after the slash: zero or more segments. */
  record Rest() implements PathSegment {
    @Override
    public String toString() {
      return "*";
    }
  }

  /**
   * Parses a path of segments.
   *
   * @param key the name of the path in messages
   * @throws IllegalArgumentException with the text and what was expected
   */
  static List<PathSegment> parse(String key, String text) {
    if (!text.startsWith("/")) {
      throw fault(key, text, "a path that begins with /");
    }
    String[] parts = text.substring(1).split("/", -1);
    List<PathSegment> segments = new ArrayList<>();
    for (int i = 0; i < parts.length; i++) {
      String part = parts[i];
      boolean isLast = i == parts.length - 1;
      if (Variable.TEXT.matcher(part).matches()) {
        segments.add(new Variable(part.substring(1, part.length() - 1)));
      } else if (part.equals("*") && isLast) {
        segments.add(new Rest());
      } else if (isLiteral(part) && (isLast || !part.isEmpty())) {
        segments.add(new Literal(part));
      } else {
        throw fault(key, text, expectedInsteadOf(part));
      }
    }
    return List.copyOf(segments);
  }

  private static boolean isLiteral(String part) {
    return !part.contains("*") && RequestPath.decode(part) != null;
  }

  private static String expectedInsteadOf(String part) {
    if (part.isEmpty()) {
      return "no empty segment";
    }
    if (part.contains("*")) {
      return "* only as the last segment, %2A elsewhere";
    }
    if (part.contains("{") || part.contains("}")) {
      return "a variable as a whole segment, such as {id}: a letter, then letters, digits, - and _";
    }
    if (part.contains("?") || part.contains("#")) {
      return "a path without query and fragment";
    }
    int[] unencoded =
        part.codePoints().filter(c -> c > '~' || " \"<>[]^`|".indexOf(c) >= 0).toArray();
    if (unencoded.length > 0) {
      String found = Character.toString(unencoded[0]);
      HexFormat percent = HexFormat.of().withUpperCase().withPrefix("%");
      return "%s instead of %s".formatted(percent.formatHex(found.getBytes(UTF_8)), found);
    }
    return "no "
        + part
        + ", because no request with . or .., with ;, an encoded / or \\, a control character or"
        + " invalid percent-encoding is served";
  }

  /** The path of these segments. */
  static String join(List<PathSegment> segments) {
    StringBuilder path = new StringBuilder();
    segments.forEach(segment -> path.append('/').append(segment));
    return path.toString();
  }

  static IllegalArgumentException fault(String key, String text, String expected) {
    return new IllegalArgumentException("%s: %s (expected: %s)".formatted(key, text, expected));
  }
}
