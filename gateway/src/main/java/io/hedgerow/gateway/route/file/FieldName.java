package io.hedgerow.gateway.route.file;

import io.hedgerow.gateway.settings.Syntax;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of a header field.
 *
 * @param isExcluded whether a name, in lower case, is not allowed here
 */
record FieldName(Predicate<String> isExcluded) implements Shape<String> {
  /** A token of RFC 9110 other than a single asterisk, which means all names. */
  private static final Scalar<String> TOKEN =
      new Scalar<>(
          Syntax.of(
              "the name of a header",
              Pattern.compile("(?!\\*$)[A-Za-z0-9!#$%&'*+.^_`|~-]+"),
              name -> name));

  @Override
  public @Nullable String read(Place place) {
    String name = TOKEN.read(place);
    if (name != null && isExcluded.test(name.toLowerCase(Locale.ROOT))) {
      place.faultInsteadOf("a header that may pass; this one never does");
      return null;
    }
    return name;
  }

  @Override
  public String expected() {
    return TOKEN.expected();
  }

  @Override
  public Map<String, Object> schema() {
    return TOKEN.schema();
  }
}
