package io.hedgerow.gateway.settings;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parsed values of some keys, and the records that their sections become. */
final class Values {
  private final Map<Object, Parsed> parsed = new HashMap<>();
  private final List<String> problems;

  /** A value, which may be null. */
  private record Parsed(@Nullable Object value) {}

  /** No values yet; what is wrong with any of them is added to {@code problems}. */
  Values(List<String> problems) {
    this.problems = problems;
  }

  /**
   * Parses the value of a key, or reports that it is invalid.
   *
   * @param text as it was given
   * @param given the same for people
   */
  void parse(String text, EffectiveValue given) {
    Setting<?> setting = given.setting();
    try {
      parsed.put(setting, new Parsed(setting.parser().apply(text)));
    } catch (IllegalArgumentException e) {
      report(
          "%s: %s (expected: %s) from the %s"
              .formatted(
                  setting.key(),
                  given.text().isEmpty() ? "''" : given.text(),
                  setting.expected(),
                  given.origin()));
    }
  }

  /** Makes the record of a section, if every one of its keys could be parsed. */
  void read(Section<?> section) {
    if (parsed.keySet().containsAll(section.settings())) {
      parsed.put(section, new Parsed(section.from().apply(this)));
    }
  }

  /** Adds a problem, such as two values that do not fit together. */
  void report(String problem) {
    problems.add(problem);
  }

  /** Reports two keys if one is given and the other is not. */
  void requireBothOrNone(Setting<?> first, Setting<?> second) {
    if ((valueOf(first) == null) != (valueOf(second) == null)) {
      report(
          "%s and %s: only one of them is given (expected: both or none)"
              .formatted(first.key(), second.key()));
    }
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // a setting's own parser made it, null included
  <T extends @Nullable Object> T get(Setting<T> setting) {
    return (T) valueOf(setting);
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // the section itself made it, null included
  <T extends @Nullable Object> T get(Section<T> section) {
    return (T) valueOf(section);
  }

  private @Nullable Object valueOf(Object key) {
    Parsed value = parsed.get(key);
    if (value == null) {
      throw new IllegalStateException(key + ": not parsed (expected: parsed before it is used)");
    }
    return value.value();
  }
}
