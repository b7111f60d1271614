package io.hedgerow.simulation;

/** The standard normal distribution. */
final class Normal {
  private Normal() {}

  /**
   * Φ(x), accurate to about 1e-15, by its Taylor series about zero (Marsaglia, "Evaluating the
   * Normal Distribution", Journal of Statistical Software 11(4), 2004).
   */
  static double cumulative(double x) {
    if (x < -8) {
      return 0;
    }
    if (x > 8) {
      return 1;
    }
    double sum = x;
    double term = x;
    for (int i = 3; Math.abs(term) > 1e-17 * Math.abs(sum); i += 2) {
      term *= x * x / i;
      sum += term;
    }
    return 0.5 + sum * Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
  }
}
