package io.hedgerow.gateway.settings;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One key of the configuration.
 *
 * @param key its name in a file and on the command line, such as {@code request.timeout-max}
 * @param defaultText its value when nobody gives one, written as a person would
 * @param expected what it accepts, as error messages and the documentation say it
 * @param purpose what it is for, one sentence without a full stop
 * @param parser text to value; throws {@link IllegalArgumentException} for what it does not accept
 * @param <T> the type of its value
 */
public record Setting<T>(
    String key, String defaultText, String expected, String purpose, Function<String, T> parser) {
  private static final Pattern DIGITS = Pattern.compile("[0-9]{1,9}");
  private static final Pattern RATIO = Pattern.compile("[0-9](\\.[0-9]{1,9})?");

  /** Its name in the environment, such as {@code HEDGEROW_REQUEST_TIMEOUT_MAX}. */
  public String environmentName() {
    return "HEDGEROW_" + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  static Setting<String> text(String key, String defaultText, String expected, String purpose) {
    return new Setting<>(key, defaultText, expected, purpose, Setting::nonBlank);
  }

  /** A file that can be read, or null for the word that means none. */
  static Setting<FileOrNone> pemFile(String key, String none, String purpose) {
    return new Setting<>(
        key,
        none,
        none + " or a PEM file that can be read",
        purpose,
        text -> FileOrNone.parse(text, none));
  }

  static Setting<Integer> wholeNumber(
      String key, String defaultText, int min, int max, String purpose) {
    String expected = "a whole number from " + min + " to " + max;
    return new Setting<>(
        key, defaultText, expected, purpose, text -> parseWholeNumber(text, min, max));
  }

  /** A share of something, such as {@code 0.25}. */
  static Setting<Double> ratio(String key, String defaultText, String purpose) {
    return new Setting<>(
        key, defaultText, "a number from 0 to 1", purpose, text -> parseRatio(text));
  }

  static Setting<TimeSpan> timeSpan(
      String key, String defaultText, TimeSpan min, TimeSpan max, String purpose) {
    String expected = "a time with its unit (ms, s or m) from " + min + " to " + max;
    return new Setting<>(
        key,
        defaultText,
        expected,
        purpose,
        text -> {
          TimeSpan value = TimeSpan.parse(text);
          if (value.millis() < min.millis() || value.millis() > max.millis()) {
            throw new IllegalArgumentException(text);
          }
          return value;
        });
  }

  static Setting<Boolean> yesOrNo(String key, String defaultText, String purpose) {
    return new Setting<>(
        key,
        defaultText,
        "true or false",
        purpose,
        text ->
            switch (text) {
              case "true" -> true;
              case "false" -> false;
              default -> throw new IllegalArgumentException(text);
            });
  }

  static <E extends Enum<E>> Setting<E> choice(
      String key, String defaultText, Class<E> type, String purpose) {
    String expected =
        Arrays.stream(type.getEnumConstants())
            .map(Setting::lowerCase)
            .collect(Collectors.joining(" or "));
    return new Setting<>(
        key,
        defaultText,
        expected,
        purpose,
        text ->
            Arrays.stream(type.getEnumConstants())
                .filter(constant -> lowerCase(constant).equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(text)));
  }

  private static double parseRatio(String text) {
    double value = RATIO.matcher(text).matches() ? Double.parseDouble(text) : Double.NaN;
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(text);
    }
    return value;
  }

  /** Digits only, unlike {@link Integer#parseInt}, which takes a sign and any script's digits. */
  static int parseWholeNumber(String text, int min, int max) {
    if (!DIGITS.matcher(text).matches()) {
      throw new IllegalArgumentException(text);
    }
    int value = Integer.parseInt(text);
    if (value < min || value > max) {
      throw new IllegalArgumentException(text);
    }
    return value;
  }

  private static String lowerCase(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static String nonBlank(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException(text);
    }
    return text;
  }
}
