package io.hedgerow.gateway.settings;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which web pages may read answers of the API.
 *
 * @param allowedOrigins origins such as {@code https://app.example}, or {@link #ANY} alone
 */
public record CorsSettings(Set<String> allowedOrigins) {
  /** Stands for every origin. */
  public static final String ANY = "*";

  /** An origin as browsers write it: lower case, without a path. */
  private static final Pattern ORIGIN =
      Pattern.compile("https?://([a-z0-9.-]+|\\[[0-9a-f:.]+])(:[0-9]{1,5})?");

  static final Setting<@Nullable Set<String>> ALLOWED_ORIGINS =
      new Setting<Set<String>>(
              "cors.allowed-origins",
              "none",
              Syntax.of(
                  "* or origins such as https://app.example, separated by commas",
                  CorsSettings::parse),
              "Origins whose web pages may read answers of the API (CORS)")
          .orNone("none");

  static final Section<@Nullable CorsSettings> SECTION =
      new Section<>(List.of(ALLOWED_ORIGINS), CorsSettings::from);

  private static @Nullable CorsSettings from(Values values) {
    Set<String> origins = values.get(ALLOWED_ORIGINS);
    return origins == null ? null : new CorsSettings(origins);
  }

  private static Set<String> parse(String text) {
    if (text.equals(ANY)) {
      return Set.of(ANY);
    }
    Set<String> origins =
        Arrays.stream(text.split(",", -1)).map(String::strip).collect(Collectors.toSet());
    if (!origins.stream().allMatch(origin -> ORIGIN.matcher(origin).matches())) {
      throw new IllegalArgumentException(text);
    }
    return origins;
  }
}
