package io.hedgerow.gateway.route.file;

import io.hedgerow.gateway.route.FailureStatuses;
import io.hedgerow.gateway.route.StatusSet;
import io.hedgerow.gateway.settings.Syntax;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Sets of HTTP statuses, and {@code statuses}: those of a failed race. */
final class StatusWords {
  /** One word of a {@link StatusSet}. In YAML, 200 is a number. */
  private static final Syntax<String> STATUS =
      new Syntax<>(
          "a status such as 200, 2xx or not 408",
          Map.of(
              "anyOf",
              List.of(
                  Map.of("type", "integer", "minimum", 100, "maximum", 599),
                  Map.of("type", "string", "pattern", "^(not )?[1-5]([0-9][0-9]|xx)$"))),
          null,
          text -> {
            var _ = StatusSet.of(List.of(text));
            return text;
          });

  private static final Word<Integer> DEADLINE =
      new Word<>(
          "deadline",
          new Scalar<>(Syntax.integer(400, 599)),
          "Status when the deadline is reached without an answer; default: 503");
  private static final Word<Integer> UPSTREAM_FAILED =
      new Word<>(
          "upstream-failed",
          new Scalar<>(Syntax.integer(400, 599)),
          "Status when all attempts end without a success; default: 503");

  static final Shape<FailureStatuses> SHAPE =
      new Mapping<>(List.of(DEADLINE, UPSTREAM_FAILED), StatusWords::from);

  /** The statuses of a route that has none in the file. */
  static final FailureStatuses DEFAULT = new FailureStatuses(503, 503);

  /** The final statuses of a route that has none in the file. */
  static final StatusSet DEFAULT_FINALS =
      StatusSet.of(List.of("3xx", "4xx", "not 408", "not 425", "not 429"));

  private StatusWords() {}

  /** The words of a set. */
  static Shape<List<String>> list(int minimum) {
    return new Listing<>(new Scalar<>(STATUS), minimum);
  }

  private static FailureStatuses from(Given given) {
    return new FailureStatuses(
        given.get(DEADLINE, DEFAULT.deadline()),
        given.get(UPSTREAM_FAILED, DEFAULT.upstreamFailed()));
  }

  static String print(FailureStatuses statuses) {
    return new Flow()
        .put(DEADLINE, statuses.deadline())
        .put(UPSTREAM_FAILED, statuses.upstreamFailed())
        .toString();
  }

  /** Prints a set as a list, without quotes. */
  static String print(StatusSet statuses) {
    return statuses.words().stream().collect(Collectors.joining(", ", "[", "]"));
  }
}
