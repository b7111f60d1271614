package io.hedgerow.simulation;

import java.util.random.RandomGenerator;

/** The distribution of an attempt's latency: draws samples and computes its survival function. */
public sealed interface LatencyLaw {

  /** Draws one latency, in milliseconds. */
  double drawMillis(RandomGenerator random);

  /** S(t): the probability that an attempt takes longer than {@code millis}. */
  double survival(double millis);

  /** Uniform between two bounds. */
  record Uniform(double minMillis, double maxMillis) implements LatencyLaw {
    @Override
    public double drawMillis(RandomGenerator random) {
      return minMillis + (maxMillis - minMillis) * random.nextDouble();
    }

    @Override
    public double survival(double millis) {
      return Math.clamp((maxMillis - millis) / (maxMillis - minMillis), 0, 1);
    }
  }

  /** Log-normal, given by mean and standard deviation of the latency. */
  record Lognormal(double meanMillis, double sdMillis) implements LatencyLaw {
    @Override
    public double drawMillis(RandomGenerator random) {
      return Math.exp(mu() + sigma() * random.nextGaussian());
    }

    @Override
    public double survival(double millis) {
      return millis <= 0 ? 1 : 1 - Normal.cumulative((Math.log(millis) - mu()) / sigma());
    }

    private double sigma() {
      double variation = sdMillis / meanMillis;
      return Math.sqrt(Math.log1p(variation * variation));
    }

    private double mu() {
      return Math.log(meanMillis) - sigma() * sigma() / 2;
    }
  }

  /** Pareto, with a heavy tail: S(t) is (scale / t) to the power of shape. */
  record Pareto(double scaleMillis, double shape) implements LatencyLaw {
    @Override
    public double drawMillis(RandomGenerator random) {
      return scaleMillis / Math.pow(1 - random.nextDouble(), 1 / shape);
    }

    @Override
    public double survival(double millis) {
      return millis <= scaleMillis ? 1 : Math.pow(scaleMillis / millis, shape);
    }
  }

  /** A usual law or, for some attempts, the same law stretched. */
  record Bimodal(LatencyLaw usual, double slowShare, double stretch) implements LatencyLaw {
    @Override
    public double drawMillis(RandomGenerator random) {
      boolean isSlow = random.nextDouble() < slowShare;
      return usual.drawMillis(random) * (isSlow ? stretch : 1);
    }

    @Override
    public double survival(double millis) {
      return (1 - slowShare) * usual.survival(millis)
          + slowShare * usual.survival(millis / stretch);
    }
  }
}
