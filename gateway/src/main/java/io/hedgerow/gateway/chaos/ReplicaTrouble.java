package io.hedgerow.gateway.chaos;

import io.vertx.core.json.JsonObject;

/**
 * The trouble of one replica, in addition to that of all.
 *
 * @param number which one, from 1
 * @param factor how many times as long it takes, from 1
 * @param failureRate its failure rate, if higher than that of all; from 0 to 1
 */
record ReplicaTrouble(int number, int factor, double failureRate) {
  static final ReplicaTrouble NONE = new ReplicaTrouble(1, 1, 0);

  ReplicaTrouble {
    if (!(failureRate >= 0 && failureRate <= 1)) {
      throw new IllegalArgumentException(
          "replica failure rate: " + failureRate + " (expected: a number from 0 to 1)");
    }
  }

  JsonObject json() {
    return new JsonObject()
        .put("number", number)
        .put("factor", factor)
        .put("failureRate", failureRate);
  }
}
