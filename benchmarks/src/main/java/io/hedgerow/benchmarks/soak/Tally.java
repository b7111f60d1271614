package io.hedgerow.benchmarks.soak;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** Counts results of requests. Belongs to the callers' event loop until they are done. */
final class Tally {
  private static final int VIOLATIONS_KEPT = 20;

  private final Map<SoakRoute, Map<String, Long>> answers = new EnumMap<>(SoakRoute.class);
  private final Histogram overrunMicros = new Histogram(3);
  private final Histogram earlyMicros = new Histogram(3);
  private final List<String> violations = new ArrayList<>();
  private long violationCount;
  private long reloads;

  void onAnswer(SoakRoute route, String kind) {
    answers.computeIfAbsent(route, _ -> new TreeMap<>()).merge(kind, 1L, Long::sum);
  }

  /** An answer arrived this long after its timeout (negative: before it). */
  void onLateness(long micros) {
    overrunMicros.recordValue(Math.max(0, micros));
  }

  /** A deadline verdict arrived this long before the timeout. */
  void onDeadlineVerdict(long earlierMicros) {
    earlyMicros.recordValue(Math.max(0, earlierMicros));
  }

  /** Discards lateness so far, because a cold program is late for other reasons. */
  void forgetLateness() {
    overrunMicros.reset();
    earlyMicros.reset();
  }

  /** The gateway has answered a request to reload its routes. */
  void onReload() {
    reloads++;
  }

  long reloads() {
    return reloads;
  }

  void onViolation(String what) {
    violationCount++;
    if (violations.size() < VIOLATIONS_KEPT) {
      violations.add(what);
    }
  }

  Map<SoakRoute, Map<String, Long>> answers() {
    return answers;
  }

  Histogram overrunMicros() {
    return overrunMicros;
  }

  Histogram earlyMicros() {
    return earlyMicros;
  }

  long violationCount() {
    return violationCount;
  }

  /** Descriptions of the first violations. */
  List<String> violations() {
    return violations;
  }
}
