package io.hedgerow.gateway.api;

/** Writes nanoseconds as milliseconds with one decimal, such as {@code 160.3}. */
final class Milliseconds {
  private Milliseconds() {}

  static StringBuilder append(StringBuilder text, long nanos) {
    long tenths = (Math.abs(nanos) + 50_000) / 100_000;
    if (nanos < 0) {
      text.append('-');
    }
    return text.append(tenths / 10).append('.').append(tenths % 10);
  }
}
