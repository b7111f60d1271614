package io.hedgerow.gateway.management;

import io.hedgerow.gateway.chaos.Chaos;
import io.hedgerow.gateway.settings.UpstreamSettings;
import io.hedgerow.gateway.telemetry.LoadSnapshot;
import io.hedgerow.gateway.telemetry.WireSnapshot;
import io.hedgerow.gateway.telemetry.console.KeptRace;
import io.hedgerow.gateway.telemetry.console.LoopRaces;
import io.hedgerow.gateway.telemetry.console.LoopRecorder;
import io.hedgerow.gateway.telemetry.console.LoopSecond;
import io.hedgerow.gateway.telemetry.console.Quantiles;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Gives the console the records of the API's event loops. Futures complete on any thread. */
public interface ConsoleSource {
  /** The current load of all event loops together. */
  Future<LoadSnapshot> load();

  /** Counts of the wire since the start, by upstream. */
  Future<Map<String, WireSnapshot>> wires();

  /**
   * The counts of each event loop since the last call.
   *
   * @param quantiles by route, to classify races from now on
   */
  Future<List<LoopSecond>> takeSecond(Map<String, Quantiles> quantiles);

  /** The kept and running races of each event loop. */
  Future<List<LoopRaces>> races();

  /**
   * Makes the event loops hand over the race of the request that has this mark, see {@link
   * LoopRecorder#expect}. Completes when all of them know.
   *
   * @param onEnded called on any thread
   */
  Future<?> expect(String mark, Consumer<@Nullable KeptRace> onEnded);

  /** Expects a mark no longer. */
  void forget(String mark);

  /** The address or name that the API is bound to. */
  String apiHost();

  /** The upstreams of the routes in force, by name. */
  Map<String, UpstreamSettings> upstreams();

  /** The controls of this process's simulator; null if the upstream is another one. */
  @Nullable Chaos chaos();
}
