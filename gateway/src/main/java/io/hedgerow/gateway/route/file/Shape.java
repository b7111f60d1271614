package io.hedgerow.gateway.route.file;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The syntax of one value in the file: reads it and describes it.
 *
 * @param <T> what is read from it
 */
interface Shape<T> {
  /** The value at a place, or null after a fault. */
  @Nullable T read(Place place);

  /** What is expected, for messages, such as {@code an integer from 1 to 3}. */
  String expected();

  /** The JSON Schema of the value, draft 2020-12. */
  Map<String, Object> schema();

  /** A schema with a description. */
  static Map<String, Object> described(Map<String, Object> schema, String description) {
    Map<String, Object> described = new LinkedHashMap<>(schema);
    described.put("description", description);
    return described;
  }

  /** The schema of a mapping that has no words but these, including the required ones. */
  static Map<String, Object> mapping(Map<String, Object> properties, List<String> required) {
    return Map.of(
        "type",
        "object",
        "properties",
        properties,
        "required",
        required,
        "additionalProperties",
        false);
  }
}
