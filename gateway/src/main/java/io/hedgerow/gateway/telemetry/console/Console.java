package io.hedgerow.gateway.telemetry.console;

import io.hedgerow.core.race.Plan;
import io.hedgerow.gateway.route.Route;
import io.hedgerow.gateway.route.Routes;
import io.hedgerow.gateway.settings.CancelSettings;
import io.hedgerow.gateway.settings.CancelSettings.CancelPolicy;
import io.hedgerow.gateway.settings.UpstreamSettings;
import io.hedgerow.gateway.telemetry.LoadSnapshot;
import io.hedgerow.gateway.telemetry.ShedReason;
import io.hedgerow.gateway.telemetry.WireSnapshot;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Combines what the event loops record: their counts once a second, their races on demand. Its
 * memory is bounded: one {@link Series} for each of at most {@link LoopRecorder#ROUTES_MAX} routes,
 * and one for their total.
 *
 * <p>Belongs to one thread, the event loop of the management listener.
 */
public final class Console {
  private static final Series NOTHING = new Series();

  private final Series all = new Series();
  private final Map<String, Series> routes = new HashMap<>();
  private Map<String, Quantiles> quantiles = Map.of();
  // By upstream.
  private final Map<String, WireHistory> wires = new HashMap<>();

  /** The points of one second as JSON. */
  public static final class Second {
    private final String ofAll;
    private final Map<String, String> ofRoutes;
    private final String ofOthers;

    private Second(String ofAll, Map<String, String> ofRoutes, String ofOthers) {
      this.ofAll = ofAll;
      this.ofRoutes = ofRoutes;
      this.ofOthers = ofOthers;
    }

    /** The point of one route, or of all if null; an empty point if the route is unknown. */
    public String point(@Nullable String route) {
      return route == null ? ofAll : ofRoutes.getOrDefault(route, ofOthers);
    }
  }

  /** The quantiles by route, with which the event loops classify races. */
  public Map<String, Quantiles> quantiles() {
    return quantiles;
  }

  /**
   * Adds a second.
   *
   * @param inForce the current routes; others are forgotten
   * @param loops the counts of each event loop
   * @return the points of this second
   * @param upstreams counts of the wire by upstream, since the start; others are forgotten
   */
  public Second onSecond(
      long atSeconds,
      Routes inForce,
      List<LoopSecond> loops,
      LoadSnapshot load,
      Map<String, WireSnapshot> upstreams) {
    Tally total = new Tally();
    Map<String, Tally> byRoute = new HashMap<>();
    Counts<ShedReason> shed = new Counts<>(ShedReason.class);
    long loopDelayMaxNanos = 0;
    for (LoopSecond loop : loops) {
      loopDelayMaxNanos = Math.max(loopDelayMaxNanos, loop.loopDelayMaxNanos());
      shed.add(loop.shed());
      loop.routes()
          .forEach(
              (route, tally) -> {
                total.add(tally);
                byRoute.computeIfAbsent(route, _ -> new Tally()).add(tally);
              });
    }
    JsonObject json =
        new JsonObject()
            .put("requests", load.admission().requests())
            .put("attempts", load.upstream().attempts())
            .put("attemptsMax", Json.orNull(load.admission().attemptsLimit()))
            .put("loopDelayMs", Json.millis(loopDelayMaxNanos))
            .put("shedRatio", Json.share(load.admission().shedShare() / loops.size()))
            .put("shed", shed.json());
    wires.keySet().retainAll(upstreams.keySet());
    upstreams.forEach(
        (name, wire) -> wires.computeIfAbsent(name, _ -> new WireHistory()).onSecond(wire));
    String ofAll = all.onSecond(atSeconds, total, json);
    return new Second(
        ofAll, onSecond(atSeconds, inForce, byRoute), new Series().onSecond(atSeconds, null, null));
  }

  private Map<String, String> onSecond(long atSeconds, Routes inForce, Map<String, Tally> byRoute) {
    routes.keySet().retainAll(inForce.names());
    Map<String, String> points = new HashMap<>();
    Map<String, Quantiles> learned = new HashMap<>();
    for (String route : inForce.names()) {
      Tally tally = byRoute.get(route);
      Series known =
          tally == null ? routes.get(route) : routes.computeIfAbsent(route, _ -> new Series());
      if (known != null) {
        points.put(route, known.onSecond(atSeconds, tally, null));
        learned.put(route, known.quantiles());
      }
    }
    quantiles = learned;
    return points;
  }

  /**
   * The points of the last five minutes as JSON.
   *
   * @param route null for all
   */
  public String history(@Nullable String route) {
    return "{\"points\":" + series(route).points() + "}";
  }

  /**
   * The distribution of the durations of requests and attempts in the last five minutes, as JSON.
   *
   * @param route null for all
   */
  public JsonObject distribution(@Nullable Route route) {
    String name = route == null ? null : route.name();
    Plan plan = route == null || route.plan().hedges() == 0 ? null : route.plan();
    Tally window = series(name).window();
    return new JsonObject()
        .put("route", name)
        .put("hedgeDelayMs", plan == null ? null : Json.millis(plan.hedgeDelayNanos()))
        .put("timeoutMs", window.timeouts())
        .put("requests", distribution(window.requests()))
        .put("attempts", distribution(window.attempts()));
  }

  private static JsonObject distribution(TimeHistogram durations) {
    return new JsonObject().put("count", durations.count()).put("points", durations.cumulative());
  }

  private Series series(@Nullable String route) {
    return route == null ? all : Objects.requireNonNullElse(routes.get(route), NOTHING);
  }

  /**
   * What an operator should change, as JSON.
   *
   * @param upstreams of the routes in force, by name
   * @param addresses of each replica, by upstream and replica; only of upstreams with several
   */
  public JsonObject advice(
      Routes inForce,
      Map<String, UpstreamSettings> upstreams,
      Map<String, Map<String, Set<String>>> addresses) {
    List<Advice> advice = new ArrayList<>();
    for (Route route : inForce.routes()) {
      advice.addAll(AdviceRules.of(route, series(route.name()).window()));
    }
    upstreams.forEach(
        (name, upstream) -> {
          Advice drain = losersDrain(name, upstream.cancelling(), inForce);
          if (drain != null) {
            advice.add(drain);
          }
        });
    advice.addAll(AdviceRules.replicas(addresses));
    return Advice.json(advice);
  }

  private @Nullable Advice losersDrain(String upstream, CancelSettings cancelling, Routes inForce) {
    WireHistory wire = wires.get(upstream);
    if (cancelling.policy() != CancelPolicy.ABORT || wire == null) {
      return null;
    }
    int losers =
        inForce.routes().stream()
            .filter(route -> route.upstream().equals(upstream))
            .map(route -> series(route.name()).window())
            .mapToInt(
                window ->
                    window.outcomes(OutcomeKind.CANCELLED) + window.outcomes(OutcomeKind.TIMED_OUT))
            .sum();
    return AdviceRules.losersDrain(upstream, cancelling.resetsMax(), losers, wire.since());
  }

  /**
   * The kept and running races of all event loops, as JSON.
   *
   * @param route null for all
   * @param raceClass the label of a class; null for all
   * @param traces the URL of a trace without its ID; null if traces have no page
   */
  public static JsonObject races(
      List<LoopRaces> loops,
      @Nullable String route,
      @Nullable String raceClass,
      @Nullable String traces) {
    Map<String, Map<RaceClass, Long>> counts = new TreeMap<>();
    List<KeptRace> races = new ArrayList<>();
    for (LoopRaces loop : loops) {
      races.addAll(loop.kept());
      loop.counts()
          .forEach(
              (name, ofRoute) ->
                  ofRoute.forEach(
                      (key, count) ->
                          counts
                              .computeIfAbsent(name, _ -> new EnumMap<>(RaceClass.class))
                              .merge(key, count, Long::sum)));
    }
    races.sort(Comparator.comparingLong(KeptRace::atMillis).reversed());
    Map<String, Integer> kept = new HashMap<>();
    JsonArray shown = new JsonArray();
    for (KeptRace race : races) {
      int rank = kept.merge(race.route() + ' ' + race.raceClass(), 1, Integer::sum);
      if (rank <= KeptRaces.KEPT_MAX
          && (route == null || route.equals(race.route()))
          && (raceClass == null || raceClass.equals(race.raceClass().label()))) {
        shown.add(race.json(traces));
      }
    }
    JsonArray classes = new JsonArray();
    counts.forEach(
        (name, ofRoute) ->
            ofRoute.forEach(
                (key, count) ->
                    classes.add(
                        new JsonObject()
                            .put("route", name)
                            .put("class", key.label())
                            .put("count", count)
                            .put(
                                "kept",
                                Math.min(
                                    KeptRaces.KEPT_MAX, kept.getOrDefault(name + ' ' + key, 0))))));
    return new JsonObject().put("classes", classes).put("races", shown);
  }
}
