package io.hedgerow.benchmarks.peers;

/** The figures measured in a turn of a server. */
enum Figure {
  CPU("CPU, µs a request", "cpuMicros", 0),
  ALLOCATED("allocated, KB a request", "allocatedKilobytes", 1),
  RESIDENT("resident, MB", "residentMegabytes", 0),
  PEAK("peak, MB", "peakMegabytes", 0),
  ADDED_P50("added, ms, p50", "addedMillisP50", 1),
  ADDED_P99("added, ms, p99", "addedMillisP99", 1),
  FAILED("failed, %", "failedPercent", 2),
  REFUSED("refused, %", "refusedPercent", 2),
  LATE("late, %", "latePercent", 2),
  CALLERS_LATE("callers late, ms, p99", "callersLateMillisP99", 1);

  private final String title;
  private final String key;
  private final int decimals;

  Figure(String title, String key, int decimals) {
    this.title = title;
    this.key = key;
    this.decimals = decimals;
  }

  /** Human-readable name, with its unit. */
  String title() {
    return title;
  }

  /** Its name in JSON. */
  String key() {
    return key;
  }

  /** Significant digits after the decimal point. */
  int decimals() {
    return decimals;
  }
}
