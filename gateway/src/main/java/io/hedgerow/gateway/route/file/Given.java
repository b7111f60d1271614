package io.hedgerow.gateway.route.file;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The words that stand in one mapping of the file.
 *
 * @param place of the mapping
 * @param places of the values, by word
 * @param values that are valid, by word
 * @param defaults the words that count where they do not stand here; null for none
 */
record Given(
    Place place, Map<String, Place> places, Map<String, Object> values, @Nullable Given defaults) {

  /** These words, with others that count where they do not stand here. */
  Given withDefaults(@Nullable Given others) {
    return new Given(place, places, values, others);
  }

  /** Whether a word is given, with a valid value or not. */
  boolean has(Word<?> word) {
    return places.containsKey(word.name()) || (defaults != null && defaults.has(word));
  }

  /** The value of a word; null if it is not given or not valid. */
  @SuppressWarnings("unchecked") // the word's own shape made it
  <T> @Nullable T get(Word<T> word) {
    return places.containsKey(word.name()) || defaults == null
        ? (T) values.get(word.name())
        : defaults.get(word);
  }

  /** The value of a word, or another one if it is not given or not valid. */
  <T> T get(Word<T> word, T otherwise) {
    T value = get(word);
    return value == null ? otherwise : value;
  }

  /** The place of a value, or that of the whole mapping if the word does not stand in it. */
  Place placeOf(Word<?> word) {
    return places.getOrDefault(word.name(), place);
  }

  /** Reports a word that does not fit to others. */
  void fault(Word<?> word, String found, String expected) {
    placeOf(word).fault("%s: %s (expected: %s)".formatted(word.name(), found, expected));
  }

  /** Reports a word that is not given. */
  void faultMissing(Word<?> word, String expected) {
    fault(word, "missing", expected);
  }

  /** Whether a word is given, but not with a valid value. */
  boolean isInvalid(Word<?> word) {
    return has(word) && get(word) == null;
  }
}
