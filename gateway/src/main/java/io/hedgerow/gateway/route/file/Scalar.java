package io.hedgerow.gateway.route.file;

import io.hedgerow.gateway.settings.Suggestion;
import io.hedgerow.gateway.settings.Syntax;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Tag;

/** A single value. */
record Scalar<T>(Syntax<T> syntax) implements Shape<T> {
  @Override
  public @Nullable T read(Place place) {
    String text = place.text();
    if (text == null) {
      place.faultInsteadOf(expected());
      return null;
    }
    T value;
    try {
      value = syntax.parser().apply(text);
    } catch (IllegalArgumentException e) {
      place.faultBecause(
          "(" + Suggestion.of(text, words(schema()), "expected: " + expected()) + ")");
      return null;
    }
    return isTagged(place, syntax) ? value : null;
  }

  @Override
  public String expected() {
    return syntax.expected();
  }

  @Override
  public Map<String, Object> schema() {
    return syntax.schema();
  }

  /**
   * Whether a value's YAML tag fits the syntax. Reports a number without quotes where text is
   * expected, and the reverse.
   */
  static boolean isTagged(Place place, Syntax<?> syntax) {
    Set<Tag> tags = tags(syntax);
    if (tags.contains(place.node().getTag())) {
      return true;
    }
    place.faultInsteadOf(
        syntax.expected() + (tags.contains(Tag.STR) ? ", in quotes" : ", without quotes"));
    return false;
  }

  /** The YAML tags of the values of a syntax. */
  static Set<Tag> tags(Syntax<?> syntax) {
    return tags(syntax.schema()).collect(Collectors.toSet());
  }

  private static Stream<Tag> tags(Map<String, Object> schema) {
    return Stream.concat(
        branches(schema).flatMap(Scalar::tags),
        switch (String.valueOf(schema.get("type"))) {
          case "string" -> Stream.of(Tag.STR);
          case "integer" -> Stream.of(Tag.INT);
          case "number" -> Stream.of(Tag.INT, Tag.FLOAT);
          default -> constants(schema).map(value -> value instanceof Boolean ? Tag.BOOL : Tag.STR);
        });
  }

  /** The words that a schema lists. */
  private static List<String> words(Map<String, Object> schema) {
    return Stream.concat(
            branches(schema).flatMap(branch -> words(branch).stream()),
            constants(schema).map(String::valueOf))
        .distinct()
        .toList();
  }

  @SuppressWarnings("unchecked") // Syntax builds schemas of these types
  private static Stream<Map<String, Object>> branches(Map<String, Object> schema) {
    return ((List<Map<String, Object>>) schema.getOrDefault("anyOf", List.of())).stream();
  }

  private static Stream<?> constants(Map<String, Object> schema) {
    return schema.containsKey("const")
        ? Stream.of(schema.get("const"))
        : ((List<?>) schema.getOrDefault("enum", List.of())).stream();
  }
}
