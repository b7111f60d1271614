package io.hedgerow.gateway.route.file;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Writes a mapping of YAML on one line, such as <code>{query: timeout, required: true}</code>. */
final class Flow {
  private static final Pattern PLAIN =
      Pattern.compile("[A-Za-z0-9/_][A-Za-z0-9/_.*+-]*(:[A-Za-z0-9/_.*+-]+)*");

  /** Paths that need no quotes outside of brackets, where braces have no meaning. */
  private static final Pattern PLAIN_PATH = Pattern.compile("/[A-Za-z0-9/_.*{}+-]*");

  private final StringBuilder text = new StringBuilder();

  /** Adds a word with a value that is already YAML. */
  Flow put(String word, String value) {
    text.append(text.isEmpty() ? "{" : ", ").append(word).append(": ").append(value);
    return this;
  }

  Flow put(Word<?> word, Object value) {
    return put(word.name(), value.toString());
  }

  @Override
  public String toString() {
    return text + "}";
  }

  /** A list of texts on one line, each in quotes if YAML needs them. */
  static String list(List<String> texts) {
    return texts.stream().map(Flow::text).collect(Collectors.joining(", ", "[", "]"));
  }

  /** A text, in quotes if YAML needs them. */
  static String text(String text) {
    return scalar(text, Set.of(Tag.STR));
  }

  /** A single value, in quotes if YAML would give it another tag without them. */
  static String scalar(String text, Set<Tag> tags) {
    Tag tag = new CoreSchema().getScalarResolver().resolve(text, true);
    return PLAIN.matcher(text).matches() && tags.contains(tag) ? text : quoted(text);
  }

  /** A path outside of brackets. */
  static String path(String path) {
    return PLAIN_PATH.matcher(path).matches() ? path : quoted(path);
  }

  /** A text in double quotes. */
  static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
