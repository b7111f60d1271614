package io.hedgerow.gateway.route.file;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The words given in one mapping of the file, with their values.
 *
 * @param place where the mapping is
 * @param places where the values are, by word
 * @param values the valid values, by word
 * @param defaults applies to words that are not given here; null for none
 */
record Given(
    Place place, Map<String, Place> places, Map<String, Object> values, @Nullable Given defaults) {

  /** The same words with {@code others} as their defaults. */
  Given withDefaults(@Nullable Given others) {
    return new Given(place, places, values, others);
  }

  /** Whether a word is given, even with an invalid value. */
  boolean has(Word<?> word) {
    return places.containsKey(word.name()) || (defaults != null && defaults.has(word));
  }

  /** The value of a word; null if it is not given or not valid. */
  @SuppressWarnings("unchecked") // read by the word's own shape
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

  /** The place of a word's value, or of the whole mapping if the word is not in it. */
  Place placeOf(Word<?> word) {
    return places.getOrDefault(word.name(), place);
  }

  /** Reports a word that contradicts other words. */
  void fault(Word<?> word, String found, String expected) {
    placeOf(word).fault("%s: %s (expected: %s)".formatted(word.name(), found, expected));
  }

  /** Reports a word that is not given. */
  void faultMissing(Word<?> word, String expected) {
    fault(word, "missing", expected);
  }

  /** Whether a word is given with an invalid value. */
  boolean isInvalid(Word<?> word) {
    return has(word) && get(word) == null;
  }
}
