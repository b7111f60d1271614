package io.hedgerow.benchmarks.soak;

import java.util.regex.Pattern;

/** An endpoint as callers see it: its path, and the form of its 200 answers. */
enum Endpoint {
  ALL("/api/all", "\\[BODY(, BODY){0,2}\\]"),
  FIRST("/api/first", "BODY"),
  WITHIN_TIMEOUT("/api/within-timeout", "\\[(BODY(, BODY){0,2})?\\]"),
  SMART("/api/smart", "\\{\"time\": \\d+, \"api\": BODY\\}");

  private final String path;
  private final Pattern answer;

  Endpoint(String path, String answer) {
    this.path = path;
    this.answer = Pattern.compile(answer.replace("BODY", "\\{\"time\": \\d+\\}"));
  }

  String path() {
    return path;
  }

  boolean isAnswer(String body) {
    return answer.matcher(body).matches();
  }

  /** Whether it may answer with an error. */
  boolean mayFail() {
    return this != WITHIN_TIMEOUT;
  }
}
