package io.hedgerow.gateway.route.file;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A mapping of names to values of one kind. The result has every name, with an empty value if that
 * is invalid, so that a reference to it is not reported as a second fault.
 *
 * @param kind such as {@code routes}, for messages
 * @param taken names that already have a meaning, and that meaning
 */
record Named<T>(String kind, Shape<T> element, Map<String, String> taken)
    implements Shape<Map<String, Optional<T>>> {
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
  private static final String NAME_EXPECTED =
      "a name of lower-case letters, digits and hyphens, at most 63";

  @Override
  public @Nullable Map<String, Optional<T>> read(Place place) {
    List<Entry> entries = Entry.of(place, expected());
    if (entries == null) {
      return null;
    }
    Map<String, Optional<T>> elements = new LinkedHashMap<>();
    for (Entry entry : entries) {
      T value = element.read(entry.value());
      boolean isName = NAME.matcher(entry.name()).matches();
      if (!isName) {
        entry.key().faultInsteadOf(NAME_EXPECTED);
      }
      String meaning = taken.get(entry.name());
      if (meaning != null) {
        entry.key().faultInsteadOf("another name; this is " + meaning);
      }
      elements.put(
          entry.name(), isName && meaning == null ? Optional.ofNullable(value) : Optional.empty());
    }
    return elements;
  }

  @Override
  public String expected() {
    return "a mapping of names to " + kind;
  }

  @Override
  public Map<String, Object> schema() {
    return Map.of(
        "type",
        "object",
        "propertyNames",
        Map.of("pattern", "^" + NAME.pattern() + "$"),
        "additionalProperties",
        element.schema());
  }
}
