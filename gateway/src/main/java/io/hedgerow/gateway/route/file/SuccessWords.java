package io.hedgerow.gateway.route.file;

import com.fasterxml.jackson.core.JsonPointer;
import io.hedgerow.gateway.route.StatusSet;
import io.hedgerow.gateway.route.SuccessRule;
import io.hedgerow.gateway.route.SuccessRule.JsonRule;
import io.hedgerow.gateway.route.SuccessRule.JsonType;
import io.hedgerow.gateway.settings.ByteSize;
import io.hedgerow.gateway.settings.Syntax;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code success}: which answers of the upstream are successes. */
final class SuccessWords {
  private static final Word<JsonPointer> AT =
      new Word<>(
          "at",
          new Scalar<>(
              Syntax.of(
                  "a JSON pointer (RFC 6901) such as /time",
                  Pattern.compile("(/([^/~]|~[01])*)*"),
                  JsonPointer::compile)),
          "JSON pointer to the value");
  private static final Word<JsonType> IS =
      new Word<>(
          "is", new Scalar<>(Syntax.choice(JsonType.class)), "Type of the value; default: any");
  private static final Word<Long> MIN =
      new Word<>(
          "min",
          new Scalar<>(
              new Syntax<>(
                  "an integer of at most 15 digits",
                  Map.of(
                      "type",
                      "integer",
                      "minimum",
                      -999_999_999_999_999L,
                      "maximum",
                      999_999_999_999_999L),
                  null,
                  SuccessWords::parseLong)),
          "Minimum of a number");
  private static final Word<JsonRule> JSON =
      new Word<>(
          "json",
          new Mapping<>(List.of(AT, IS, MIN), List.of(AT), SuccessWords::json),
          "The body must be a JSON object with this value; default: any body");
  private static final Word<List<String>> STATUS =
      new Word<>("status", StatusWords.list(1), "Statuses of a success; default: 2xx");
  private static final Word<ByteSize> BODY_MAX =
      new Word<>(
          "body-max",
          new Scalar<>(Syntax.size("1KiB", "16MiB")),
          "Maximum body length; each attempt may hold one body in memory; default: 1MiB");

  static final Shape<SuccessRule> SHAPE =
      new Mapping<>(List.of(STATUS, JSON, BODY_MAX), SuccessWords::from);

  /** The success rule of a route that has none in the file. */
  static final SuccessRule DEFAULT =
      new SuccessRule(StatusSet.of(List.of("2xx")), null, new ByteSize(1024 * 1024));

  private SuccessWords() {}

  private static @Nullable SuccessRule from(Given given) {
    StatusSet statuses = StatusSet.of(given.get(STATUS, DEFAULT.statuses().words()));
    if (statuses.equals(StatusSet.none())) {
      given.fault(STATUS, String.join(", ", statuses.words()), "at least one status");
      return null;
    }
    return new SuccessRule(statuses, given.get(JSON), given.get(BODY_MAX, DEFAULT.bodyMax()));
  }

  private static @Nullable JsonRule json(Given given) {
    JsonPointer at = given.get(AT);
    JsonType is = given.get(IS, JsonType.ANY);
    Long min = given.get(MIN);
    if (min != null
        && !given.isInvalid(IS)
        && is != JsonType.WHOLE_NUMBER
        && is != JsonType.NUMBER) {
      given.fault(MIN, min.toString(), "none, unless the value is a number or whole-number");
      return null;
    }
    return at == null ? null : new JsonRule(at, is, min);
  }

  private static long parseLong(String text) {
    if (!text.matches("-?[0-9]{1,15}")) {
      throw new IllegalArgumentException(text);
    }
    return Long.parseLong(text);
  }

  static String print(SuccessRule rule) {
    Flow flow = new Flow().put(STATUS, StatusWords.print(rule.statuses()));
    JsonRule json = rule.json();
    if (json != null) {
      Flow value =
          new Flow().put(AT, Flow.text(json.at().toString())).put(IS, Syntax.word(json.is()));
      if (json.min() != null) {
        value.put(MIN, json.min());
      }
      flow.put(JSON, value);
    }
    return flow.put(BODY_MAX, rule.bodyMax()).toString();
  }
}
