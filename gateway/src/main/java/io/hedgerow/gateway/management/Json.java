package io.hedgerow.gateway.management;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Works on JSON objects as mutable maps that keep the order of their members. */
final class Json {
  private Json() {}

  /** An object with these members: alternately a name and a value. */
  static Map<String, Object> object(Object... members) {
    Map<String, Object> object = new LinkedHashMap<>();
    for (int i = 0; i < members.length; i += 2) {
      object.put(members[i].toString(), members[i + 1]);
    }
    return object;
  }

  /** A {@code $ref} to a component of the document, such as {@code responses/NotFound}. */
  static Map<String, Object> ref(String component) {
    return object("$ref", "#/components/" + component);
  }

  /** The nested object at this path of names, all of which must exist. */
  static Map<String, Object> at(Map<String, Object> object, String... names) {
    Map<String, Object> found = object;
    for (String name : names) {
      found = asObject(found.get(name));
    }
    return found;
  }

  /** The text of a member, which must exist. */
  static String text(Map<String, Object> object, String name) {
    return Objects.requireNonNull(object.get(name), name).toString();
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> asObject(@Nullable Object value) {
    if (value instanceof Map<?, ?> object) {
      return (Map<String, Object>) object;
    }
    throw new IllegalArgumentException(value + " (expected: an object)");
  }

  /**
   * The target with a JSON merge patch (RFC 7396) applied: objects are merged, null removes a
   * member, and any other value replaces the target.
   */
  static Object patched(@Nullable Object target, Object patch) {
    if (!(patch instanceof Map<?, ?>)) {
      return patch;
    }
    Map<String, Object> patched =
        target instanceof Map<?, ?> ? new LinkedHashMap<>(asObject(target)) : object();
    asObject(patch)
        .forEach(
            (name, change) -> {
              if (change == null) {
                patched.remove(name);
              } else {
                patched.put(name, patched(patched.get(name), change));
              }
            });
    return patched;
  }
}
