package io.hedgerow.benchmarks.report;

import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** An axis of a plot, whose ends and ticks are round numbers. */
record Axis(double low, double high, double step, double length) {
  private static final int STEPS_MAX = 6;
  private static final double[] ROUND = {1, 2, 5, 10};

  /** An axis that contains all these values, ignoring NaN and infinities. */
  static Axis of(DoubleStream values, double length) {
    double[] finite = values.filter(Double::isFinite).toArray();
    double least = DoubleStream.of(finite).min().orElse(0);
    double most = DoubleStream.of(finite).max().orElse(1);
    double rough = (most > least ? most - least : 1) / STEPS_MAX;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double step =
        DoubleStream.of(ROUND)
            .map(factor -> factor * power)
            .filter(each -> each >= rough)
            .findFirst()
            .orElse(10 * power);
    double low = Math.floor(least / step) * step;
    return new Axis(low, Math.max(Math.ceil(most / step), low / step + 1) * step, step, length);
  }

  /** The distance of a value from the low end. */
  double at(double value) {
    return length * (value - low) / (high - low);
  }

  /** The values that get a label, including both ends. */
  DoubleStream ticks() {
    return IntStream.rangeClosed(0, (int) Math.round((high - low) / step))
        .mapToDouble(tick -> low + tick * step);
  }

  /** The label of a tick, with the decimals that the step needs. */
  String label(double value) {
    int decimals = (int) Math.max(0, -Math.floor(Math.log10(step)));
    return String.format(Locale.ROOT, "%,." + decimals + "f", value + 0.0);
  }
}
