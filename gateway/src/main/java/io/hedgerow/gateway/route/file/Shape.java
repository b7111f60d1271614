package io.hedgerow.gateway.route.file;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What may stand at one place of the file.
 *
 * @param <T> what is read from it
 */
interface Shape<T> {
  /** The value at a place, or null after a fault. */
  @Nullable T read(Place place);

  /** For messages, such as {@code an integer from 1 to 3}. */
  String expected();

  /** The same as keywords of JSON Schema, draft 2020-12. */
  Map<String, Object> schema();

  /** A schema with a description. */
  static Map<String, Object> described(Map<String, Object> schema, String description) {
    Map<String, Object> described = new LinkedHashMap<>(schema);
    described.put("description", description);
    return described;
  }

  /** The schema of a mapping that has only these words, the required ones among them. */
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
