package io.hedgerow.gateway.settings;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One key of the configuration.
 *
 * @param key its name in a file and on the command line, such as {@code request.timeout-max}
 * @param defaultText the value used when none is given, as a person would write it
 * @param expected what the key accepts, as error messages and the documentation say it
 * @param purpose what the key is for: one sentence without a full stop
 * @param parser text to value; throws {@link IllegalArgumentException} for anything else
 * @param mask a given value as it may be printed, without its secrets
 * @param <T> the type of its value; nullable if the key has a word for "none"
 */
public record Setting<T extends @Nullable Object>(
    String key,
    String defaultText,
    String expected,
    String purpose,
    Function<String, T> parser,
    UnaryOperator<String> mask) {
  private static final Pattern DIGITS = Pattern.compile("[0-9]{1,9}");
  private static final Pattern RATIO = Pattern.compile("[0-9](\\.[0-9]{1,9})?");

  /** A key whose values hold no secrets. */
  Setting(
      String key, String defaultText, String expected, String purpose, Function<String, T> parser) {
    this(key, defaultText, expected, purpose, parser, text -> text);
  }

  /** Its name in the environment, such as {@code HEDGEROW_REQUEST_TIMEOUT_MAX}. */
  public String environmentName() {
    return "HEDGEROW_" + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  /** This setting, where one more word, such as {@code none}, stands for null. */
  Setting<@Nullable T> orNone(String word) {
    return new Setting<>(
        key,
        defaultText,
        word + " or " + expected,
        purpose,
        text -> text.equals(word) ? null : parser.apply(text),
        mask);
  }

  /** This setting, where {@code auto} stands for a value that the program works out. */
  Setting<T> orAuto(Supplier<T> auto) {
    return new Setting<>(
        key,
        defaultText,
        "auto or " + expected,
        purpose,
        text -> text.equals("auto") ? auto.get() : parser.apply(text),
        mask);
  }

  static Setting<String> text(String key, String defaultText, String expected, String purpose) {
    return new Setting<>(key, defaultText, expected, purpose, Setting::parseNonBlank);
  }

  static Setting<UpstreamUrl> url(String key, String defaultText, String purpose) {
    return new Setting<>(
        key,
        defaultText,
        "an http or https URL without user or fragment",
        purpose,
        UpstreamUrl::parse,
        UpstreamUrl::mask);
  }

  static Setting<Integer> integer(
      String key, String defaultText, int min, int max, String purpose) {
    String expected = "an integer from " + min + " to " + max;
    return new Setting<>(key, defaultText, expected, purpose, text -> parseInteger(text, min, max));
  }

  /** A share of something, such as {@code 0.25}. */
  static Setting<Double> ratio(String key, String defaultText, String purpose) {
    return new Setting<>(key, defaultText, "a number from 0 to 1", purpose, Setting::parseRatio);
  }

  /** A duration with its unit; {@code min} and {@code max} are written as a person would. */
  static Setting<TimeSpan> duration(
      String key, String defaultText, String min, String max, String purpose) {
    return new Setting<>(
        key,
        defaultText,
        "a duration in ms, s, m or h from " + min + " to " + max,
        purpose,
        inRange(min, max, TimeSpan::parse, TimeSpan::millis));
  }

  /** An amount of memory with its unit. */
  static Setting<ByteSize> size(
      String key, String defaultText, String min, String max, String purpose) {
    return new Setting<>(
        key,
        defaultText,
        "a size in KiB or MiB from " + min + " to " + max,
        purpose,
        inRange(min, max, ByteSize::parse, ByteSize::bytes));
  }

  static Setting<Boolean> flag(String key, String defaultText, String purpose) {
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
    List<E> constants = Arrays.asList(type.getEnumConstants());
    List<String> words = constants.stream().map(Setting::lowerCase).toList();
    String expected =
        String.join(", ", words.subList(0, words.size() - 1)) + " or " + words.getLast();
    return new Setting<>(
        key,
        defaultText,
        expected,
        purpose,
        text -> {
          int index = words.indexOf(text);
          if (index < 0) {
            throw new IllegalArgumentException(text);
          }
          return constants.get(index);
        });
  }

  private static <T> Function<String, T> inRange(
      String min, String max, Function<String, T> parser, ToLongFunction<T> amount) {
    long minAmount = amount.applyAsLong(parser.apply(min));
    long maxAmount = amount.applyAsLong(parser.apply(max));
    return text -> {
      T value = parser.apply(text);
      if (amount.applyAsLong(value) < minAmount || amount.applyAsLong(value) > maxAmount) {
        throw new IllegalArgumentException(text);
      }
      return value;
    };
  }

  private static double parseRatio(String text) {
    double value = RATIO.matcher(text).matches() ? Double.parseDouble(text) : Double.NaN;
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(text);
    }
    return value;
  }

  /** ASCII digits only: {@link Integer#parseInt} also accepts signs and other scripts' digits. */
  static int parseInteger(String text, int min, int max) {
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

  private static String parseNonBlank(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException(text);
    }
    return text;
  }
}
