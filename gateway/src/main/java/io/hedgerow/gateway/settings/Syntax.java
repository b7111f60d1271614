package io.hedgerow.gateway.settings;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a value is written as text.
 *
 * @param valueExpected what is accepted besides {@code none}, for error messages and the
 *     documentation
 * @param schema the same as a JSON Schema, draft 2020-12
 * @param none the word for null; null if there is none
 * @param parser text to value; throws {@link IllegalArgumentException} for anything else
 * @param <T> the value; nullable if there is a word for null
 */
public record Syntax<T extends @Nullable Object>(
    String valueExpected,
    Map<String, Object> schema,
    @Nullable String none,
    Function<String, T> parser) {
  private static final Pattern DIGITS = Pattern.compile("[0-9]{1,9}");
  private static final Pattern RATIO = Pattern.compile("[0-9](\\.[0-9]{1,9})?");
  private static final Pattern FACTOR = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,9})?");

  /** A syntax that only the parser checks. */
  public static <T> Syntax<T> of(String expected, Function<String, T> parser) {
    return new Syntax<>(expected, Map.of("type", "string"), null, parser);
  }

  /** A syntax that a regular expression describes, and that the parser checks further. */
  public static <T> Syntax<T> of(String expected, Pattern pattern, Function<String, T> parser) {
    return new Syntax<>(
        expected,
        Map.of("type", "string", "pattern", "^(?:" + pattern.pattern() + ")$"),
        null,
        text -> {
          if (!pattern.matcher(text).matches()) {
            throw new IllegalArgumentException(text);
          }
          return parser.apply(text);
        });
  }

  /** Everything that is accepted, for error messages and the documentation. */
  public String expected() {
    return none == null ? valueExpected : none + " or " + valueExpected;
  }

  /** This syntax with an additional word, such as {@code none}, for null. */
  Syntax<@Nullable T> orNone(String word) {
    return new Syntax<>(
        valueExpected, withWord(word), word, text -> text.equals(word) ? null : parser.apply(text));
  }

  /** This syntax with the additional word {@code auto} for a computed value. */
  Syntax<T> orAuto(Supplier<T> auto) {
    return new Syntax<>(
        "auto or " + valueExpected,
        withWord("auto"),
        none,
        text -> text.equals("auto") ? auto.get() : parser.apply(text));
  }

  private Map<String, Object> withWord(String word) {
    return Map.of("anyOf", List.of(Map.of("const", word), schema));
  }

  /** A value as a person would write it. */
  public String text(T value) {
    return switch (value) {
      case null -> Objects.requireNonNull(none);
      case Enum<?> constant -> word(constant);
      case Double number -> BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
      default -> value.toString();
    };
  }

  public static Syntax<Integer> integer(int min, int max) {
    return new Syntax<>(
        "an integer from " + min + " to " + max,
        Map.of("type", "integer", "minimum", min, "maximum", max),
        null,
        text -> parseInteger(text, min, max));
  }

  /** A share of something, such as {@code 0.25}. */
  public static Syntax<Double> ratio() {
    return new Syntax<>(
        "a number from 0 to 1",
        Map.of("type", "number", "minimum", 0, "maximum", 1),
        null,
        Syntax::parseRatio);
  }

  /** A factor above 1, such as {@code 2.5}. */
  public static Syntax<Double> factor(int max) {
    return new Syntax<>(
        "a number above 1, up to " + max,
        Map.of("type", "number", "exclusiveMinimum", 1, "maximum", max),
        null,
        text -> {
          double value = FACTOR.matcher(text).matches() ? Double.parseDouble(text) : Double.NaN;
          if (!(value > 1 && value <= max)) {
            throw new IllegalArgumentException(text);
          }
          return value;
        });
  }

  /** A duration with its unit; {@code min} and {@code max} are written as a person would. */
  public static Syntax<TimeSpan> duration(String min, String max) {
    return of(
        "a duration in ms, s, m or h from " + min + " to " + max,
        TimeSpan.TEXT,
        inRange(min, max, TimeSpan::parse, TimeSpan::millis));
  }

  /** An amount of memory with its unit; {@code min} and {@code max} are written likewise. */
  public static Syntax<ByteSize> size(String min, String max) {
    return of(
        "a size in KiB or MiB from " + min + " to " + max,
        ByteSize.TEXT,
        inRange(min, max, ByteSize::parse, ByteSize::bytes));
  }

  public static Syntax<UpstreamUrl> url() {
    return of("an http or https URL without user or fragment", UpstreamUrl::parse);
  }

  public static Syntax<Boolean> flag() {
    return new Syntax<>(
        "true or false",
        Map.of("enum", List.of(true, false)),
        null,
        text ->
            switch (text) {
              case "true" -> true;
              case "false" -> false;
              default -> throw new IllegalArgumentException(text);
            });
  }

  /** One of the constants, in lower case and with hyphens. */
  public static <E extends Enum<E>> Syntax<E> choice(Class<E> type) {
    return choice(Arrays.asList(type.getEnumConstants()), Syntax::word);
  }

  /** One of the constants, written as its word. */
  public static <E> Syntax<E> choice(List<E> constants, Function<E, String> wordOf) {
    List<String> words = constants.stream().map(wordOf).toList();
    return new Syntax<>(
        String.join(", ", words.subList(0, words.size() - 1)) + " or " + words.getLast(),
        Map.of("enum", words),
        null,
        text -> {
          int index = words.indexOf(text);
          if (index < 0) {
            throw new IllegalArgumentException(text);
          }
          return constants.get(index);
        });
  }

  /** The word for a constant, such as {@code first-success}. */
  public static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
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
}
