package io.hedgerow.simulator.fault;

import java.util.regex.Pattern;

/**
 * What the upstream does with one request after its delay. The text form is a word, for some faults
 * followed by a colon and a detail; {@link #parse} reads it and {@code toString} writes it.
 *
 * <p>A fault that ends the connection on HTTP/1.1 ends only the stream on HTTP/2, unless stated
 * otherwise.
 */
public sealed interface Fault {
  /** {@code ok}: no fault; the valid answer, 200 and {@code {"time": 160}}. */
  record None() implements Fault {
    @Override
    public String toString() {
      return "ok";
    }
  }

  /**
   * {@code status:503}: another status with a valid body, so that only the status shows the
   * failure. Statuses that forbid a body have none; a 3xx redirects to the same path.
   *
   * @param status from 201 to 599; 200 is no fault and 1xx is not a final status
   */
  record BadStatus(int status) implements Fault {
    static final int MIN = 201;
    static final int MAX = 599;

    public BadStatus {
      requireRange("status", status, MIN, MAX);
    }

    @Override
    public String toString() {
      return "status:" + status;
    }
  }

  /**
   * {@code body:<text>}: 200 with exactly this text in UTF-8 as the body.
   *
   * @param body any text, possibly empty
   */
  record BadBody(String body) implements Fault {
    @Override
    public String toString() {
      return "body:" + body;
    }
  }

  /** {@code truncate}: half of the announced body, then an orderly close. */
  record Truncated() implements Fault {
    @Override
    public String toString() {
      return "truncate";
    }
  }

  /** {@code stall}: head and half of the body, then nothing until the client leaves. */
  record StallMidBody() implements Fault {
    @Override
    public String toString() {
      return "stall";
    }
  }

  /** {@code reset-before}: a reset (RST) before the first byte of the answer. */
  record ResetBeforeAnswer() implements Fault {
    @Override
    public String toString() {
      return "reset-before";
    }
  }

  /** {@code reset-inside}: head and half of the body, then a reset (RST). */
  record ResetInsideAnswer() implements Fault {
    @Override
    public String toString() {
      return "reset-inside";
    }
  }

  /**
   * {@code close-before}: the connection closes with FIN before the first byte of the answer, also
   * on HTTP/2.
   */
  record CloseBeforeAnswer() implements Fault {
    @Override
    public String toString() {
      return "close-before";
    }
  }

  /** {@code hang}: nothing until the client leaves. */
  record Hang() implements Fault {
    @Override
    public String toString() {
      return "hang";
    }
  }

  /**
   * {@code oversized:70000}: 200 with a valid JSON object and {@code time}, padded to this body
   * size. It is a fault only for a client with a lower limit.
   *
   * @param bytes from 64 to 16,777,216 (16 MiB)
   */
  record Oversized(int bytes) implements Fault {
    static final int MIN = 64;
    static final int MAX = 16 * 1024 * 1024;

    public Oversized {
      requireRange("oversized", bytes, MIN, MAX);
    }

    @Override
    public String toString() {
      return "oversized:" + bytes;
    }
  }

  /** {@code garbage}: non-HTTP bytes, then the connection closes, also on HTTP/2. */
  record Garbage() implements Fault {
    @Override
    public String toString() {
      return "garbage";
    }
  }

  /**
   * Reads the textual form.
   *
   * @throws IllegalArgumentException naming the text and what was expected
   */
  static Fault parse(String text) {
    return switch (text) {
      case "ok" -> new None();
      case "truncate" -> new Truncated();
      case "stall" -> new StallMidBody();
      case "reset-before" -> new ResetBeforeAnswer();
      case "reset-inside" -> new ResetInsideAnswer();
      case "close-before" -> new CloseBeforeAnswer();
      case "hang" -> new Hang();
      case "garbage" -> new Garbage();
      default -> parseWithDetail(text);
    };
  }

  private static Fault parseWithDetail(String text) {
    int colon = text.indexOf(':');
    String word = text.substring(0, Math.max(colon, 0));
    String detail = text.substring(colon + 1);
    return switch (word) {
      case "status" -> new BadStatus(number(word, detail, BadStatus.MIN, BadStatus.MAX));
      case "body" -> new BadBody(detail);
      case "oversized" -> new Oversized(number(word, detail, Oversized.MIN, Oversized.MAX));
      default ->
          throw new IllegalArgumentException(
              "fault: "
                  + text
                  + " (expected: ok, status:<number>, body:<text>, truncate, stall, reset-before,"
                  + " reset-inside, close-before, hang, oversized:<bytes> or garbage)");
    };
  }

  private static int number(String name, String text, int min, int max) {
    if (!Pattern.matches("[0-9]{1,9}", text)) {
      throw outOfRange(name, text, min, max);
    }
    return Integer.parseInt(text);
  }

  private static void requireRange(String name, int value, int min, int max) {
    if (value < min || value > max) {
      throw outOfRange(name, Integer.toString(value), min, max);
    }
  }

  private static IllegalArgumentException outOfRange(String name, String value, int min, int max) {
    return new IllegalArgumentException(
        "%s: %s (expected: a whole number from %d to %d)".formatted(name, value, min, max));
  }
}
