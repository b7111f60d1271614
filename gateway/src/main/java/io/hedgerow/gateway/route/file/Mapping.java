package io.hedgerow.gateway.route.file;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A mapping of known words to values.
 *
 * @param words the words that may be given
 * @param required the words that must be given
 * @param from builds the result from the words; returns null after reporting a fault
 */
record Mapping<T>(List<Word<?>> words, List<Word<?>> required, Function<Given, @Nullable T> from)
    implements Shape<T> {

  /** A mapping without required words. */
  Mapping(List<Word<?>> words, Function<Given, @Nullable T> from) {
    this(words, List.of(), from);
  }

  @Override
  public @Nullable T read(Place place) {
    List<Entry> entries = Entry.of(place, expected());
    return entries == null ? null : read(place, Entry.known(entries, names()));
  }

  /** Reads these entries; returns null after reporting a fault. */
  @Nullable T read(Place place, List<Entry> known) {
    Map<String, Place> places = new HashMap<>();
    Map<String, Object> values = new HashMap<>();
    for (Entry entry : known) {
      places.put(entry.name(), entry.value());
      Object value = named(entry.name()).shape().read(entry.value());
      if (value != null) {
        values.put(entry.name(), value);
      }
    }
    Given given = new Given(place, places, values, null);
    List<Word<?>> missing = required.stream().filter(word -> !given.has(word)).toList();
    missing.forEach(word -> given.faultMissing(word, word.shape().expected()));
    return missing.isEmpty() ? from.apply(given) : null;
  }

  @Override
  public String expected() {
    return "a mapping with " + String.join(", ", names());
  }

  @Override
  public Map<String, Object> schema() {
    return Shape.mapping(properties(), required.stream().map(Word::name).toList());
  }

  /** The schemas of the words. */
  Map<String, Object> properties() {
    Map<String, Object> properties = new LinkedHashMap<>();
    words.forEach(
        word ->
            properties.put(word.name(), Shape.described(word.shape().schema(), word.purpose())));
    return properties;
  }

  List<String> names() {
    return words.stream().map(Word::name).toList();
  }

  private Word<?> named(String name) {
    return words.stream().filter(word -> word.name().equals(name)).findFirst().orElseThrow();
  }
}
