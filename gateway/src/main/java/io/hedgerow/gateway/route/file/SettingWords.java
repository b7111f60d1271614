package io.hedgerow.gateway.route.file;

import io.hedgerow.gateway.settings.SectionWords;
import io.hedgerow.gateway.settings.Setting;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The keys of a settings section, as words of an upstream or a route. */
record SettingWords<T>(SectionWords<T> section) implements Shape<T> {
  @Override
  public @Nullable T read(Place place) {
    List<Entry> entries = Entry.of(place, expected());
    return entries == null ? null : read(place, Entry.known(entries, names()));
  }

  /** The record built from these words, or null after reporting a fault. */
  @Nullable T read(Place place, List<Entry> known) {
    Map<String, Place> places = new HashMap<>();
    Map<String, String> texts = new HashMap<>();
    Set<String> faulty = new HashSet<>();
    for (Entry entry : known) {
      String text = entry.value().text();
      if (text == null) {
        entry.value().faultInsteadOf(setting(entry.name()).expected());
        faulty.add(entry.name());
      } else {
        places.put(entry.name(), entry.value());
        texts.put(entry.name(), text);
      }
    }
    T record =
        section.read(
            texts,
            place.reading().effective(),
            (word, problem) -> {
              // A word whose value was already reported counts as missing; do not report it again.
              if (faulty.add(word)) {
                places.getOrDefault(word, place).fault(problem);
              }
            });
    places.forEach(
        (word, value) -> {
          if (!faulty.contains(word) && !Scalar.isTagged(value, setting(word).syntax())) {
            faulty.add(word);
          }
        });
    return faulty.isEmpty() ? record : null;
  }

  /** Prints a record as words on one line. */
  String print(T record) {
    Flow flow = new Flow();
    words(record).forEach(flow::put);
    return flow.toString();
  }

  /** The words of a record, and their values in YAML. */
  Map<String, String> words(T record) {
    Map<String, String> words = new LinkedHashMap<>();
    section
        .texts(record)
        .forEach(
            (word, text) ->
                words.put(word, Flow.scalar(text, Scalar.tags(setting(word).syntax()))));
    return words;
  }

  Set<String> names() {
    return section.settings().keySet();
  }

  private Setting<?> setting(String word) {
    return Objects.requireNonNull(section.settings().get(word));
  }

  @Override
  public String expected() {
    return "a mapping with " + String.join(", ", section.required());
  }

  @Override
  public Map<String, Object> schema() {
    return Shape.mapping(properties(), section.required());
  }

  /** The schemas of the words. */
  Map<String, Object> properties() {
    Map<String, Object> properties = new LinkedHashMap<>();
    section
        .settings()
        .forEach(
            (word, setting) ->
                properties.put(
                    word, Shape.described(setting.syntax().schema(), setting.purpose())));
    return properties;
  }
}
