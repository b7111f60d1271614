package io.hedgerow.benchmarks.memory;

import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the gateway does while its memory is measured. */
sealed interface Step {
  /** Maximum memory of the gateway in each default step, in megabytes. */
  Map<String, Integer> TARGETS =
      Map.of("idle", 90, "1000/s", 160, "4000/s", 300, "rest", 150, "15000-in-flight", 500);

  /** Idle since its start. */
  record Idle() implements Step {
    @Override
    public String label() {
      return "idle";
    }
  }

  /** Answers requests. */
  record Load(int requestsPerSecond) implements Step {
    @Override
    public String label() {
      return requestsPerSecond + "/s";
    }
  }

  /** Idle after a load. */
  record Rest() implements Step {
    @Override
    public String label() {
      return "rest";
    }
  }

  /** Holds this many requests in flight while it waits for a slow upstream. */
  record InFlight(int requests) implements Step {
    @Override
    public String label() {
      return requests + "-in-flight";
    }
  }

  /** Its text on the command line. */
  String label();

  /** Maximum memory of the gateway in this step, in megabytes; empty without a target. */
  default OptionalInt targetMegabytes() {
    Integer target = TARGETS.get(label());
    return target == null ? OptionalInt.empty() : OptionalInt.of(target);
  }

  /**
   * Reads a label.
   *
   * @throws IllegalArgumentException naming the text and what was expected
   */
  static Step parse(String text) {
    Matcher matcher = Labels.AMOUNT.matcher(text);
    if (matcher.matches()) {
      int amount = Integer.parseInt(matcher.group(1));
      return matcher.group(2).equals("/s") ? new Load(amount) : new InFlight(amount);
    }
    return switch (text) {
      case "idle" -> new Idle();
      case "rest" -> new Rest();
      default ->
          throw new IllegalArgumentException(
              text + " (expected: idle, NUMBER/s, rest or NUMBER-in-flight)");
    };
  }

  /** The form of labels with a number. */
  final class Labels {
    private static final Pattern AMOUNT = Pattern.compile("([1-9][0-9]{0,5})(/s|-in-flight)");

    private Labels() {}
  }
}
