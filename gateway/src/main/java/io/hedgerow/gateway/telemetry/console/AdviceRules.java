package io.hedgerow.gateway.telemetry.console;

import io.hedgerow.core.race.Plan;
import io.hedgerow.gateway.route.Route;
import io.hedgerow.gateway.route.Routes;
import io.hedgerow.gateway.telemetry.ShedReason;
import io.hedgerow.gateway.telemetry.WireSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Derives advice from the measurements of the last five minutes, like a linter for the
 * configuration. Pure functions. A rule without enough data gives no advice.
 */
final class AdviceRules {
  private static final int REQUESTS_MIN = 100;
  private static final int HEDGES_MIN = 50;
  private static final double BUDGET_RATIO = 0.2;
  private static final double EXPECTED_WINS_MIN = 0.1;
  private static final double DRAIN_RATIO = 0.9;
  private static final double NANOS_PER_MILLI = 1e6;

  private AdviceRules() {}

  /** Advice on one route. */
  static List<Advice> of(Route route, Tally window) {
    List<Advice> advice = new ArrayList<>();
    add(advice, hedgeNeverFires(route, window));
    add(advice, budgetRefuses(route, window));
    add(advice, attemptsDependent(route, window));
    add(advice, timeoutsBelowMedian(route, window));
    return advice;
  }

  private static @Nullable Advice hedgeNeverFires(Route route, Tally window) {
    double p99 = window.attempts().quantileWithoutFailuresMillis(0.99);
    double delay = delayMillis(route.plan());
    if (route.plan().hedges() == 0 || window.raced() < REQUESTS_MIN || !(delay > p99)) {
      return null;
    }
    double p95 = window.attempts().quantileWithoutFailuresMillis(0.95);
    return new Advice(
        Advice.Kind.HEDGE_NEVER_FIRES,
        route.name(),
        ("The hedge delay of %s (%s) is above the 99th percentile of its attempts (%s):"
                + " only failures launch hedges.")
            .formatted(route.name(), ms(delay), ms(p99)),
        delay,
        p99,
        Advice.Unit.MS,
        planKey(route, "hedge-delay"),
        "Set it to about %s, the 95th percentile.".formatted(ms(p95)));
  }

  private static @Nullable Advice budgetRefuses(Route route, Tally window) {
    int withheld = window.withheld(ShedReason.HEDGE_BUDGET);
    int wanted = withheld + window.hedgesLaunched();
    double share = (double) withheld / wanted;
    if (wanted < HEDGES_MIN || share <= BUDGET_RATIO) {
      return null;
    }
    return new Advice(
        Advice.Kind.BUDGET_REFUSES,
        route.name(),
        "The hedge budget withholds %s of the hedges of %s."
            .formatted(percent(share), route.name()),
        share,
        BUDGET_RATIO,
        Advice.Unit.RATIO,
        route.hedges() == null ? "hedge.budget" : routeKey(route, "budget.share"),
        "Raise it if the upstream can take more load, or raise the hedge delay so that fewer hedges"
            + " are due.");
  }

  private static @Nullable Advice attemptsDependent(Route route, Tally window) {
    if (window.delayRaces() < HEDGES_MIN) {
      return null;
    }
    double won = (double) window.delayRacesWon() / window.delayRaces();
    double expected = window.attempts().hedgeWins(delayMillis(route.plan()), route.plan().hedges());
    if (!(expected >= EXPECTED_WINS_MIN) || won >= expected / 2) {
      return null;
    }
    return new Advice(
        Advice.Kind.ATTEMPTS_DEPENDENT,
        route.name(),
        ("Hedges of %s win %s of the races in which the first attempt is slow; independent"
                + " attempts would win %s. When one attempt is slow, the others are slow too.")
            .formatted(route.name(), percent(won), percent(expected)),
        won,
        expected / 2,
        Advice.Unit.RATIO,
        planKey(route, "hedges"),
        "Send hedges to replicas that are not slow at the same time, or launch no hedges.");
  }

  private static @Nullable Advice timeoutsBelowMedian(Route route, Tally window) {
    double timeout = window.timeoutMedianMillis();
    double longer = window.attempts().shareLongerThan(timeout);
    if (window.raced() < REQUESTS_MIN || !(longer > 0.5)) {
      return null;
    }
    return new Advice(
        Advice.Kind.TIMEOUTS_BELOW_MEDIAN,
        route.name(),
        "Half of the callers of %s wait %s or less, but %s of the attempts take longer."
            .formatted(route.name(), ms(timeout), percent(longer)),
        longer,
        0.5,
        Advice.Unit.RATIO,
        route.deadline().otherwise() == null
            ? "the caller's " + route.deadline().name()
            : routeKey(route, "deadline.default"),
        "Allow more time, or make the upstream faster: hedges cannot beat its fastest answers.");
  }

  /**
   * About one upstream.
   *
   * @param resetsMax HTTP/2 streams that may be reset in 30 s on each connection
   * @param losers number of attempts that were cancelled or timed out
   * @param wire counts of the connections in the same time
   */
  static @Nullable Advice losersDrain(
      String upstream, int resetsMax, int losers, WireSnapshot wire) {
    double ended = wire.drained() + wire.streamsReset() + wire.connectionsAborted();
    // Answers of failed attempts are drained too.
    boolean areLosers = wire.drained() > losers / 2.0;
    if (losers < REQUESTS_MIN || !areLosers || wire.drained() <= DRAIN_RATIO * ended) {
      return null;
    }
    double share = wire.drained() / ended;
    return new Advice(
        Advice.Kind.LOSERS_DRAIN,
        null,
        ("%s of the losers at upstream %s are drained instead of cancelled: %d resets in 30 s on"
                + " each HTTP/2 connection are not enough. It does work"
                + " that nobody needs.")
            .formatted(percent(share), upstream, resetsMax),
        share,
        DRAIN_RATIO,
        Advice.Unit.RATIO,
        "upstream.resets-max",
        "Raise it if the upstream allows more resets, or raise upstream.connections-max.");
  }

  /**
   * Advice on replicas that share an address.
   *
   * @param addresses of each replica, by upstream and replica
   */
  static List<Advice> replicas(Map<String, Map<String, Set<String>>> addresses) {
    List<Advice> advice = new ArrayList<>();
    addresses.forEach(
        (upstream, replicas) -> {
          Map<String, String> first = new HashMap<>();
          new TreeMap<>(replicas)
              .forEach(
                  (replica, ofReplica) ->
                      ofReplica.stream()
                          .sorted()
                          .map(address -> first.putIfAbsent(address, replica))
                          .filter(other -> other != null)
                          .findFirst()
                          .ifPresent(other -> advice.add(sameAddress(upstream, other, replica))));
        });
    return advice;
  }

  private static Advice sameAddress(String upstream, String one, String two) {
    return new Advice(
        Advice.Kind.REPLICAS_SAME_ADDRESS,
        null,
        ("The replicas %s and %s of upstream %s have the same address: a hedge may go to the same"
                + " slow server.")
            .formatted(one, two, upstream),
        2,
        1,
        Advice.Unit.COUNT,
        "upstreams.%s.replicas".formatted(upstream),
        "List each server once, by a name or an address that only it has.");
  }

  private static void add(List<Advice> advice, @Nullable Advice more) {
    if (more != null) {
      advice.add(more);
    }
  }

  private static String planKey(Route route, String word) {
    return Routes.isBuiltIn(route) && word.equals("hedge-delay")
        ? "smart.hedge-delay"
        : routeKey(route, "plan." + word);
  }

  private static String routeKey(Route route, String word) {
    return "routes.%s.%s".formatted(route.name(), word);
  }

  private static double delayMillis(Plan plan) {
    return plan.hedgeDelayNanos() / NANOS_PER_MILLI;
  }

  private static String ms(double millis) {
    return String.format(Locale.ROOT, millis < 10 ? "%.1f ms" : "%.0f ms", millis);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * share);
  }
}
