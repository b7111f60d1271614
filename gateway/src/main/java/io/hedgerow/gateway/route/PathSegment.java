package io.hedgerow.gateway.route;

import static java.util.Objects.requireNonNull;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One segment of a {@link PathPattern} or a {@link PathTemplate}. Its string is how it is written.
 */
public sealed interface PathSegment {
  /** Text that stands for itself, percent-encoded. Empty after a trailing slash. */
  record Literal(String text) implements PathSegment {
    String decoded() {
      return requireNonNull(RequestPath.decode(text));
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** One segment that is not empty. */
  record Variable(String name) implements PathSegment {
    private static final Pattern TEXT = Pattern.compile("\\{[a-zA-Z][a-zA-Z0-9_-]*}");

    @Override
    public String toString() {
      return "{" + name + "}";
    }
  }

  /** Everything after the slash: any number of segments, none among them. */
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
      boolean isLast = i == parts.length - 1;
      if (isLast && parts[i].equals("*")) {
        segments.add(new Rest());
      } else if (Variable.TEXT.matcher(parts[i]).matches()) {
        segments.add(new Variable(parts[i].substring(1, parts[i].length() - 1)));
      } else if ((isLast || !parts[i].isEmpty()) && RequestPath.decode(parts[i]) != null) {
        segments.add(new Literal(parts[i]));
      } else {
        throw fault(key, text, expectedInsteadOf(parts[i]));
      }
    }
    return List.copyOf(segments);
  }

  private static String expectedInsteadOf(String part) {
    if (part.isEmpty()) {
      return "no empty segment";
    }
    if (part.contains("*")) {
      return "* only as the last segment";
    }
    if (part.contains("{") || part.contains("}")) {
      return "a variable as a whole segment, such as {id}: letters, digits, - and _";
    }
    int[] foreign = part.codePoints().filter(c -> c > 0x7F).limit(1).toArray();
    if (foreign.length > 0) {
      String found = Character.toString(foreign[0]);
      return found + " encoded as " + URLEncoder.encode(found, StandardCharsets.UTF_8);
    }
    return "segments that a request may have; not " + part;
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
