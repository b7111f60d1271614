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

/**
 * Static keys that an upstream or a route has as its own.
 *
 * @param planned words that a later version will know
 */
record SettingWords<T>(SectionWords<T> section, Set<String> planned) implements Shape<T> {
  @Override
  public @Nullable T read(Place place) {
    List<Entry> entries = Entry.of(place, expected());
    if (entries == null) {
      return null;
    }
    Map<String, Place> places = new HashMap<>();
    Map<String, String> texts = new HashMap<>();
    Set<String> faulty = new HashSet<>();
    for (Entry entry : entries) {
      Setting<?> setting = section.settings().get(entry.name());
      String text = entry.value().text();
      if (setting == null) {
        entry.faultUnknown(section.settings().keySet(), planned);
      } else if (text == null) {
        entry.value().faultInsteadOf(setting.expected());
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
              // The word may lack because its value has been reported.
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

  /** The words from which this record is read. */
  Flow print(T record) {
    Flow flow = new Flow();
    section.texts(record).forEach((word, text) -> flow.put(word, printValue(word, text)));
    return flow;
  }

  /** A value of a word in YAML. */
  String printValue(String word, String text) {
    return Flow.scalar(text, Scalar.tags(setting(word).syntax()));
  }

  private Setting<?> setting(String word) {
    return Objects.requireNonNull(section.settings().get(word));
  }

  @Override
  public String expected() {
    return "a mapping with " + section.required();
  }

  @Override
  public Map<String, Object> schema() {
    Map<String, Object> properties = new LinkedHashMap<>();
    section
        .settings()
        .forEach(
            (word, setting) ->
                properties.put(
                    word, Shape.described(setting.syntax().schema(), setting.purpose())));
    return Shape.mapping(properties, List.of(section.required()));
  }
}
