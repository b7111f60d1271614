package io.hedgerow.gateway.route.file;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Words and their values.
 *
 * @param words all that may be given
 * @param required those that must be
 * @param planned words that a later version will know
 * @param from makes the value of the whole; null after a fault that it reported
 */
record Mapping<T>(
    List<Word<?>> words,
    List<Word<?>> required,
    Set<String> planned,
    Function<Given, @Nullable T> from)
    implements Shape<T> {

  /** A mapping without required and planned words. */
  Mapping(List<Word<?>> words, Function<Given, @Nullable T> from) {
    this(words, List.of(), Set.of(), from);
  }

  @Override
  public @Nullable T read(Place place) {
    List<Entry> entries = Entry.of(place, expected());
    if (entries == null) {
      return null;
    }
    Map<String, Place> places = new HashMap<>();
    Map<String, Object> values = new HashMap<>();
    for (Entry entry : entries) {
      Word<?> word = named(entry.name());
      if (word == null) {
        entry.faultUnknown(names(), planned);
        continue;
      }
      places.put(entry.name(), entry.value());
      Object value = word.shape().read(entry.value());
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
    Map<String, Object> properties = new LinkedHashMap<>();
    words.forEach(
        word ->
            properties.put(word.name(), Shape.described(word.shape().schema(), word.purpose())));
    return Shape.mapping(properties, required.stream().map(Word::name).toList());
  }

  private List<String> names() {
    return words.stream().map(Word::name).toList();
  }

  private @Nullable Word<?> named(String name) {
    return words.stream().filter(word -> word.name().equals(name)).findFirst().orElse(null);
  }
}
