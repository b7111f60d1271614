package io.hedgerow.gateway.settings;

import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One key of the configuration.
 *
 * @param key its name in a file and on the command line, such as {@code request.timeout-max}
 * @param defaultText the default value, as a person would write it
 * @param syntax how its values are written
 * @param purpose what the key is for: one sentence without a full stop
 * @param mask removes secrets from a given value, so that it may be printed
 * @param <T> the type of its value; nullable if the key has a word for "none"
 */
public record Setting<T extends @Nullable Object>(
    String key, String defaultText, Syntax<T> syntax, String purpose, UnaryOperator<String> mask) {
  /** A key whose values hold no secrets. */
  Setting(String key, String defaultText, Syntax<T> syntax, String purpose) {
    this(key, defaultText, syntax, purpose, text -> text);
  }

  /** Its name in the environment, such as {@code HEDGEROW_REQUEST_TIMEOUT_MAX}. */
  public String environmentName() {
    return "HEDGEROW_" + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  /** What the key accepts, for error messages and the documentation. */
  public String expected() {
    return syntax.expected();
  }

  Function<String, T> parser() {
    return syntax.parser();
  }

  /** This setting with an additional word, such as {@code none}, for null. */
  Setting<@Nullable T> orNone(String word) {
    return new Setting<>(key, defaultText, syntax.orNone(word), purpose, mask);
  }

  /** This setting with the additional word {@code auto} for a computed value. */
  Setting<T> orAuto(Supplier<T> auto) {
    return new Setting<>(key, defaultText, syntax.orAuto(auto), purpose, mask);
  }

  static Setting<String> text(String key, String defaultText, String expected, String purpose) {
    return new Setting<>(key, defaultText, Syntax.of(expected, Setting::parseNonBlank), purpose);
  }

  static Setting<UpstreamUrl> url(String key, String defaultText, String purpose) {
    return new Setting<>(key, defaultText, Syntax.url(), purpose, UpstreamUrl::mask);
  }

  static Setting<Integer> integer(
      String key, String defaultText, int min, int max, String purpose) {
    return new Setting<>(key, defaultText, Syntax.integer(min, max), purpose);
  }

  /** A share of something, such as {@code 0.25}. */
  static Setting<Double> ratio(String key, String defaultText, String purpose) {
    return new Setting<>(key, defaultText, Syntax.ratio(), purpose);
  }

  /** A duration with its unit; {@code min} and {@code max} are written as a person would. */
  static Setting<TimeSpan> duration(
      String key, String defaultText, String min, String max, String purpose) {
    return new Setting<>(key, defaultText, Syntax.duration(min, max), purpose);
  }

  /** An amount of memory with its unit. */
  static Setting<ByteSize> size(
      String key, String defaultText, String min, String max, String purpose) {
    return new Setting<>(key, defaultText, Syntax.size(min, max), purpose);
  }

  static Setting<Boolean> flag(String key, String defaultText, String purpose) {
    return new Setting<>(key, defaultText, Syntax.flag(), purpose);
  }

  static <E extends Enum<E>> Setting<E> choice(
      String key, String defaultText, Class<E> type, String purpose) {
    return new Setting<>(key, defaultText, Syntax.choice(type), purpose);
  }

  private static String parseNonBlank(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException(text);
    }
    return text;
  }
}
