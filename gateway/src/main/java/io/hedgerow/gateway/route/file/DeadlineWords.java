package io.hedgerow.gateway.route.file;

import io.hedgerow.gateway.route.ConnectionFields;
import io.hedgerow.gateway.route.DeadlineRule;
import io.hedgerow.gateway.route.DeadlineRule.Above;
import io.hedgerow.gateway.route.DeadlineRule.Source;
import io.hedgerow.gateway.settings.Syntax;
import io.hedgerow.gateway.settings.TimeSpan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code deadline}: how long a request may take. */
final class DeadlineWords {
  private static final String DEFAULT_HEADER = "Request-Timeout-Ms";

  private static final Shape<TimeSpan> DURATION = new Scalar<>(Syntax.duration("1ms", "10m"));

  private static final Word<String> QUERY =
      new Word<>(
          "query",
          PassWords.PARAMETER,
          "Query parameter with the caller's timeout in milliseconds");
  private static final Word<String> HEADER =
      new Word<>(
          "header",
          new FieldName(ConnectionFields::contains),
          "Header with the caller's timeout in milliseconds; "
              + DEFAULT_HEADER
              + " if neither it nor query is given");
  private static final Word<Boolean> REQUIRED =
      new Word<>(
          "required",
          new Scalar<>(Syntax.flag()),
          "Whether a request without a timeout gets a 400; default: false");
  private static final Word<TimeSpan> DEFAULT =
      new Word<>("default", DURATION, "Timeout of a request without one; default: that of max");
  private static final Word<TimeSpan> MAX =
      new Word<>(
          "max", DURATION, "Maximum timeout; at most request.timeout-max, which is the default");
  private static final Word<Above> ABOVE =
      new Word<>(
          "above",
          new Scalar<>(Syntax.choice(Above.class)),
          "What happens to a timeout above max; default: clamp");

  static final Shape<DeadlineRule> SHAPE =
      new Mapping<>(List.of(QUERY, HEADER, REQUIRED, DEFAULT, MAX, ABOVE), DeadlineWords::from);

  private DeadlineWords() {}

  /** The deadline of a route that has none in the file. */
  static DeadlineRule defaultRule(TimeSpan timeoutMax) {
    return new DeadlineRule(Source.HEADER, DEFAULT_HEADER, timeoutMax, timeoutMax, Above.CLAMP);
  }

  private static @Nullable DeadlineRule from(Given given) {
    TimeSpan timeoutMax = given.place().reading().effective().settings().request().timeoutMax();
    TimeSpan max = given.get(MAX, timeoutMax);
    TimeSpan otherwise = given.get(DEFAULT, max);
    boolean isRequired = given.get(REQUIRED, false);
    boolean isValid = true;
    if (max.millis() > timeoutMax.millis()) {
      given.fault(MAX, max.toString(), "at most request.timeout-max, " + timeoutMax);
      isValid = false;
    } else if (otherwise.millis() > max.millis()) {
      given.fault(DEFAULT, otherwise.toString(), "at most the longest timeout, " + max);
      isValid = false;
    }
    if (isRequired && given.has(DEFAULT)) {
      given.fault(DEFAULT, otherwise.toString(), "none if the timeout is required");
      isValid = false;
    }
    if (given.has(QUERY) && given.has(HEADER)) {
      given.fault(HEADER, "given with query", "one of the two");
      isValid = false;
    }
    String query = given.get(QUERY);
    return isValid
        ? new DeadlineRule(
            query == null ? Source.HEADER : Source.QUERY,
            query == null ? given.get(HEADER, DEFAULT_HEADER) : query,
            isRequired ? null : otherwise,
            max,
            given.get(ABOVE, Above.CLAMP))
        : null;
  }

  static String print(DeadlineRule rule) {
    Flow flow =
        new Flow().put(rule.source() == Source.QUERY ? QUERY : HEADER, Flow.text(rule.name()));
    if (rule.otherwise() == null) {
      flow.put(REQUIRED, true);
    } else {
      flow.put(DEFAULT, rule.otherwise());
    }
    return flow.put(MAX, rule.max()).put(ABOVE, Syntax.word(rule.above())).toString();
  }
}
