package io.hedgerow.gateway.settings;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a section as words in the file of routes, where an upstream or a route may have its
 * own settings. A word is the key without its prefix, such as {@code connections-max}. A word that
 * is not given takes the value of the key.
 *
 * @param <T> the record of the section
 */
public final class SectionWords<T> {
  /** An upstream without its URL: the record has no replicas. */
  public static final SectionWords<UpstreamSettings> UPSTREAM =
      new SectionWords<>(
          UpstreamSettings.WITHOUT_URL,
          key -> key.substring("upstream.".length()),
          null,
          UpstreamSettings::into);

  /** A hedge budget; {@code share}, the word for {@code hedge.budget}, is required. */
  public static final SectionWords<HedgeSettings> BUDGET =
      new SectionWords<>(
          HedgeSettings.SECTION,
          key -> key.equals("hedge.budget") ? "share" : key.substring("hedge.".length()),
          HedgeSettings.BUDGET,
          HedgeSettings::into);

  /** A rate limit; {@code requests} is required. */
  public static final SectionWords<RateLimitSettings> RATE_LIMIT =
      new SectionWords<>(
          RateLimitSettings.SECTION,
          key -> key.substring("rate-limit.".length()),
          RateLimitSettings.REQUESTS,
          RateLimitSettings::into);

  private final Section<? extends @Nullable T> section;
  private final UnaryOperator<String> wordOfKey;
  private final @Nullable Setting<?> required;
  private final BiConsumer<T, Values> into;
  private final Map<String, Setting<?>> settings = new LinkedHashMap<>();

  private SectionWords(
      Section<? extends @Nullable T> section,
      UnaryOperator<String> wordOfKey,
      @Nullable Setting<?> required,
      BiConsumer<T, Values> into) {
    this.section = section;
    this.wordOfKey = wordOfKey;
    this.required = required;
    this.into = into;
    section.settings().forEach(setting -> settings.put(word(setting), setting));
  }

  /** Every word and its key, in the order of the documentation. */
  public Map<String, Setting<?>> settings() {
    return Collections.unmodifiableMap(settings);
  }

  /** The words that must be given, with a value other than {@code none}. */
  public List<String> required() {
    return required == null ? List.of() : List.of(word(required));
  }

  /**
   * Builds the record from these words; returns null after reporting a problem.
   *
   * @param given texts by word
   * @param effective has the values of all other words; these contain no secrets
   * @param problems gets the word and what is wrong with its value
   */
  public @Nullable T read(
      Map<String, String> given, EffectiveSettings effective, BiConsumer<String, String> problems) {
    Values values =
        new Values(this::word, (setting, problem) -> problems.accept(word(setting), problem));
    settings.forEach(
        (word, setting) -> {
          String text = given.get(word);
          if (setting.equals(required)) {
            parseRequired(values, setting, text);
          } else {
            values.parse(
                setting, text == null ? effective.text(setting) : text, setting.expected(), "");
          }
        });
    values.read(section);
    return values.areValid() ? values.get(section) : null;
  }

  private void parseRequired(Values values, Setting<?> setting, @Nullable String text) {
    String expected = setting.syntax().valueExpected();
    if (text == null) {
      values.report(setting, "%s: missing (expected: %s)".formatted(word(setting), expected));
    } else if (text.equals(setting.syntax().none())) {
      values.reportValue(setting, text, expected, "");
    } else {
      values.parse(setting, text, expected, "");
    }
  }

  /** The words of a record and their texts, without secrets. */
  public Map<String, String> texts(T record) {
    Values values =
        new Values(
            this::word,
            (_, problem) -> {
              throw new IllegalStateException(problem);
            });
    into.accept(record, values);
    Map<String, String> texts = new LinkedHashMap<>();
    settings.forEach(
        (word, setting) -> {
          if (values.has(setting)) {
            texts.put(word, text(values, setting));
          }
        });
    return texts;
  }

  private static <V extends @Nullable Object> String text(Values values, Setting<V> setting) {
    return setting.syntax().text(values.get(setting));
  }

  private String word(Setting<?> setting) {
    return wordOfKey.apply(setting.key());
  }
}
