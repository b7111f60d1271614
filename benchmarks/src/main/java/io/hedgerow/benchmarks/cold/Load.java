package io.hedgerow.benchmarks.cold;

import io.hedgerow.benchmarks.load.ClosedLoop;
import io.hedgerow.benchmarks.load.OpenLoop;
import java.util.Locale;

/** How callers send requests. */
sealed interface Load {
  /** A running load, whose amount can be changed. */
  interface Offer {
    /** Sets the amount of load from now on (0 stops it); requests are reported to the listener. */
    void accept(long amount, OpenLoop.ResponseListener listener);
  }

  /** At a fixed rate, in requests a second. */
  record Rate(int amount) implements Load {
    @Override
    public Offer over(OpenLoop connections) {
      return connections::offer;
    }

    @Override
    public boolean mayWithholdHedges() {
      return false;
    }

    @Override
    public String key() {
      return "requestsPerSecond";
    }

    @Override
    public String inWords() {
      return String.format(
          Locale.ROOT, "%,d requests a second, at a fixed rate whatever the answers do", amount);
    }
  }

  /**
   * Many callers at once, each of which sends its next request when it has its answer. They use all
   * processors, so overload control may withhold hedges.
   */
  record Callers(int amount) implements Load {
    @Override
    public Offer over(OpenLoop connections) {
      return new ClosedLoop(connections)::offer;
    }

    @Override
    public boolean mayWithholdHedges() {
      return true;
    }

    @Override
    public String key() {
      return "callers";
    }

    @Override
    public String inWords() {
      return String.format(
          Locale.ROOT,
          "%,d callers at once; each sends its next request when it has its answer",
          amount);
    }
  }

  /** Requests a second, or callers. */
  int amount();

  /** Sends requests over these connections. */
  Offer over(OpenLoop connections);

  /** Whether the target is met even if hedges are withheld. */
  boolean mayWithholdHedges();

  /** The name of the amount in the JSON report. */
  String key();

  /** Human-readable description. */
  String inWords();
}
