package io.hedgerow.gateway.settings;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The parsed value of every key. Complete: a key that did not parse never gets here. */
final class ParsedSettings {
  private final Map<Setting<?>, Object> values = new HashMap<>();

  <T> void put(Setting<T> setting, String text, List<String> problems, String origin) {
    try {
      values.put(setting, setting.parser().apply(text));
    } catch (IllegalArgumentException e) {
      problems.add(
          setting.key()
              + ": "
              + (text.isEmpty() ? "''" : text)
              + " (expected: "
              + setting.expected()
              + ") from the "
              + origin);
    }
  }

  @SuppressWarnings("unchecked") // put() stores only what the setting's own parser made
  <T> T get(Setting<T> setting) {
    Object value = values.get(setting);
    if (value == null) {
      throw new IllegalStateException(setting.key() + ": no value (expected: one for every key)");
    }
    return (T) value;
  }
}
