package io.hedgerow.gateway.testing;

import static java.util.stream.Collectors.joining;

import io.hedgerow.simulator.fault.Behaviour;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a caller gets when every attempt meets the same fault. Used by the tests of answers, the
 * tests of leaks, and the table in docs/TESTING.md.
 */
public final class FaultTable {
  public static final List<String> ENDPOINTS = List.of("all", "first", "within-timeout", "smart");

  /** How a race ends whose attempts all end in the same way. */
  public enum Ending {
    /** All attempts failed; the answer comes at once. */
    UPSTREAM_FAILED("503 `upstream-failed`"),
    /** No attempt was answered; the answer comes at the timeout. */
    DEADLINE("503 `deadline`"),
    /** All succeeded. */
    SUCCEEDED("200");

    private final String answer;

    Ending(String answer) {
      this.answer = answer;
    }

    /** The reason of the problem. */
    public String reason() {
      return answer.replaceAll("^503 `|`$", "");
    }
  }

  /**
   * One fault.
   *
   * @param fault as the simulator reads it
   * @param outcome of each attempt, with the upstream's status if there was one
   */
  public record Row(String fault, Ending ending, String outcome) {
    public Behaviour behaviour() {
      return Behaviour.parse(fault + "@1ms");
    }

    /** The outcome without the status. */
    public String label() {
      return outcome.replaceFirst(" .*", "");
    }

    /** The answer in a few words, such as {@code 200 `[]`}. */
    public String answerOf(String endpoint) {
      boolean isEmpty = endpoint.equals("within-timeout") && ending != Ending.SUCCEEDED;
      return isEmpty ? "200 `[]`" : ending.answer;
    }

    @Override
    public String toString() {
      return fault;
    }
  }

  public static final Row OK = new Row("ok", Ending.SUCCEEDED, "succeeded 200");
  public static final Row LARGEST = new Row("oversized:65536", Ending.SUCCEEDED, "succeeded 200");

  /** No upstream is listening. */
  public static final Row REFUSED =
      new Row("(nobody listens)", Ending.UPSTREAM_FAILED, "unreachable");

  public static final List<Row> FAILURES =
      List.of(
          failure("status:503", "bad-status 503"),
          failure("status:500", "bad-status 500"),
          failure("status:404", "bad-status 404"),
          failure("status:302", "bad-status 302"),
          failure("status:201", "bad-status 201"),
          failure("status:204", "bad-status 204"),
          failure("body:<html>", "bad-payload 200"),
          failure("body:", "bad-payload 200"),
          failure("body:{\"time\": 1.5}", "bad-payload 200"),
          failure("body:{\"time\": 1} {}", "bad-payload 200"),
          failure("body:[{\"time\": 1}]", "bad-payload 200"),
          failure("oversized:70000", "too-large 200"),
          failure("oversized:65537", "too-large 200"),
          failure("oversized:16777216", "too-large 200"),
          failure("truncate", "connection-lost"),
          failure("reset-before", "connection-lost"),
          failure("reset-inside", "connection-lost"),
          failure("close-before", "connection-lost"),
          failure("garbage", "connection-lost"));

  public static final List<Row> SILENCES =
      List.of(
          new Row("hang", Ending.DEADLINE, "timed-out"),
          new Row("stall", Ending.DEADLINE, "timed-out"));

  /** Every fault of the simulator. */
  public static final List<Row> VOCABULARY =
      Stream.of(List.of(OK, LARGEST), FAILURES, SILENCES).flatMap(List::stream).toList();

  private FaultTable() {}

  /** The table as Markdown. */
  public static String markdown() {
    String head =
        ENDPOINTS.stream()
            .map("`/api/%s`"::formatted)
            .collect(joining(" | ", "| fault | each attempt | ", " |\n"));
    String rule = "|---|---" + "|---".repeat(ENDPOINTS.size()) + "|\n";
    return Stream.concat(VOCABULARY.stream(), Stream.of(REFUSED))
        .map(FaultTable::line)
        .collect(joining("\n", head + rule, "\n"));
  }

  private static String line(Row row) {
    return ENDPOINTS.stream()
        .map(row::answerOf)
        .collect(joining(" | ", "| `" + row.fault + "` | " + row.outcome + " | ", " |"));
  }

  private static Row failure(String fault, String outcome) {
    return new Row(fault, Ending.UPSTREAM_FAILED, outcome);
  }
}
