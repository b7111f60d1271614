package io.hedgerow.gateway.settings;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The parsed values of some keys, and the records of their sections. */
final class Values {
  private final Map<Object, Parsed> parsed = new HashMap<>();
  private final Function<Setting<?>, String> names;
  private final BiConsumer<Setting<?>, String> problems;
  private boolean areValid = true;

  /** A holder of a value, which may be null. */
  private record Parsed(@Nullable Object value) {}

  /**
   * Starts without values.
   *
   * @param names the name of a key in messages
   * @param problems gets the key and what is wrong with its value
   */
  Values(Function<Setting<?>, String> names, BiConsumer<Setting<?>, String> problems) {
    this.names = names;
    this.problems = problems;
  }

  /**
   * Parses the value of a key, or reports that it is invalid.
   *
   * @param expected what was expected, for the message
   * @param origin the end of the message
   */
  <T extends @Nullable Object> void parse(
      Setting<T> setting, String text, String expected, String origin) {
    try {
      put(setting, setting.syntax().parser().apply(text));
    } catch (IllegalArgumentException e) {
      reportValue(setting, text, expected, origin);
    }
  }

  /** Sets the value of a key. */
  <T extends @Nullable Object> void put(Setting<T> setting, T value) {
    parsed.put(setting, new Parsed(value));
  }

  /** Whether a key has a value, null included. */
  boolean has(Setting<?> setting) {
    return parsed.containsKey(setting);
  }

  /** Builds the record of a section, if all of its keys could be parsed. */
  void read(Section<?> section) {
    if (parsed.keySet().containsAll(section.settings())) {
      parsed.put(section, new Parsed(section.from().apply(this)));
    }
  }

  /** The name of a key in messages. */
  String nameOf(Setting<?> setting) {
    return names.apply(setting);
  }

  /** Reports an invalid value of a key. */
  void reportValue(Setting<?> setting, String text, String expected, String origin) {
    String shown = text.isEmpty() ? "''" : setting.mask().apply(text);
    report(setting, "%s: %s (expected: %s)%s".formatted(nameOf(setting), shown, expected, origin));
  }

  /** Reports a problem, such as two values that contradict each other. */
  void report(Setting<?> setting, String problem) {
    areValid = false;
    problems.accept(setting, problem);
  }

  /** Whether no problem was reported. */
  boolean areValid() {
    return areValid;
  }

  /** Reports a problem if only one of two keys is given. */
  void requireBothOrNone(Setting<?> first, Setting<?> second) {
    if ((valueOf(first) == null) != (valueOf(second) == null)) {
      report(
          valueOf(first) == null ? second : first,
          "%s and %s: only one of them is given (expected: both or none)"
              .formatted(nameOf(first), nameOf(second)));
    }
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // built by the setting's own parser, null included
  <T extends @Nullable Object> T get(Setting<T> setting) {
    return (T) valueOf(setting);
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // built by the section itself, null included
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
