package io.hedgerow.benchmarks.soak;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.hedgerow.gateway.Gateway;
import io.hedgerow.gateway.StartFailure;
import io.hedgerow.gateway.route.file.InvalidRoutes;
import io.hedgerow.gateway.settings.EffectiveSettings;
import io.hedgerow.gateway.settings.InvalidSettings;
import io.hedgerow.gateway.upstream.UpstreamClient;
import io.hedgerow.simulator.Simulator;
import io.hedgerow.simulator.SimulatorOptions;
import io.hedgerow.simulator.fault.Fault;
import io.hedgerow.simulator.fault.FaultMix;
import io.hedgerow.simulator.fault.Latency;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.slf4j.LoggerFactory;

/**
 * The result of a soak: many callers of a gateway whose upstreams fail in every way, whose replicas
 * get into trouble and whose routes are reloaded; what they got, and what was left over.
 *
 * @param tally the callers' results
 * @param troubles number of troubles of replicas
 * @param before resources before anything was started
 * @param warm resources at rest after the first part of the requests
 * @param end resources at rest after all requests
 * @param after resources after everything was closed
 * @param leaks descriptions of what was left over; empty if nothing was
 */
record Soak(
    Tally tally,
    int troubles,
    Resources before,
    Resources warm,
    Resources end,
    Resources after,
    List<String> leaks) {

  /** How much the heap may grow after the warm-up, for caches and histograms. */
  private static final long HEAP_GROWTH_BYTES = 32L * 1024 * 1024;

  /** File descriptors that Netty, Vert.x and the JVM open once and keep. */
  private static final int SPARE_DESCRIPTORS = 16;

  private static final int SPARE_THREADS = 8;

  private static final int REPLICAS = 3;

  private static final int WARM_SHARE = 10;
  private static final long REST_LIMIT_SECONDS = 30;

  private static final FaultMix EVERY_FAULT =
      new FaultMix(
          new Latency(0, 150),
          0.3,
          List.of(
              new Fault.BadStatus(500),
              new Fault.BadStatus(302),
              new Fault.BadStatus(204),
              new Fault.BadBody("{\"time\": -1}"),
              new Fault.BadBody(""),
              new Fault.Truncated(),
              new Fault.StallMidBody(),
              new Fault.ResetBeforeAnswer(),
              new Fault.ResetInsideAnswer(),
              new Fault.CloseBeforeAnswer(),
              new Fault.Hang(),
              new Fault.Oversized(70_000),
              new Fault.Garbage()));

  /**
   * Runs a soak until all requests are done.
   *
   * @param requests number of requests, 10 or more
   * @param count number of concurrent callers
   * @param progress receives the number of requests done, on an event loop
   */
  static Soak run(long requests, int count, long seed, LongConsumer progress)
      throws StartFailure, InvalidSettings, InvalidRoutes, IOException, InterruptedException {
    silenceLogs();
    Resources before = Resources.now();
    List<String> leaks = new ArrayList<>();
    Tally tally = new Tally();
    int troubles;
    Resources warm;
    Resources end;
    Path path = Files.createTempDirectory("soak").resolve("routes.yaml");
    SimulatorOptions options = SimulatorOptions.defaults().withMix(EVERY_FAULT);
    try (Simulator one = Simulator.start(options.withSeed(seed));
        SoakReplicas two = new SoakReplicas(REPLICAS, options.withSeed(seed + 1))) {
      Map<String, String> settings = settings(one.url());
      SoakFile file = SoakFile.of(path, load(settings).settings(), one.url(), two.urls());
      file.write(0);
      settings.put("routes", path.toString());
      try (Gateway gateway = Gateway.start(load(settings))) {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        try {
          long warmRequests = requests / WARM_SHARE;
          Callers cold =
              new Callers(vertx, gateway.port(), warmRequests, count, seed, progress, tally);
          two.startTroubles();
          call(vertx, cold, count, new Reloads(vertx, gateway.managementPort(), file, tally));
          two.endTroubles();
          rest(gateway, one, two, leaks);
          warm = Resources.now();
          tally.forgetLateness();
          Callers rest =
              new Callers(
                  vertx,
                  gateway.port(),
                  requests - warmRequests,
                  count,
                  seed + 1,
                  done -> progress.accept(warmRequests + done),
                  tally);
          two.startTroubles();
          call(vertx, rest, count, new Reloads(vertx, gateway.managementPort(), file, tally));
          two.endTroubles();
        } finally {
          await(vertx.close());
        }
        rest(gateway, one, two, leaks);
        if (!comesTrue(() -> gateway.load().callers().connections() == 0)) {
          leaks.add("connections of callers left: " + gateway.load());
        }
        end = Resources.now();
      }
      troubles = two.troubles();
    } finally {
      Files.deleteIfExists(path);
      Files.delete(path.getParent());
    }
    Resources after = settled(before);
    compare(before, warm, end, after, leaks);
    return new Soak(tally, troubles, before, warm, end, after, leaks);
  }

  boolean isClean() {
    return leaks.isEmpty() && tally.violationCount() == 0;
  }

  /**
   * Turns off warnings that are expected here: upstreams fail on purpose, and each reload and each
   * ejection would be a line too.
   */
  private static void silenceLogs() {
    ((Logger) LoggerFactory.getLogger(UpstreamClient.class)).setLevel(Level.ERROR);
    ((Logger) LoggerFactory.getLogger("hedgerow.upstream")).setLevel(Level.ERROR);
    ((Logger) LoggerFactory.getLogger("hedgerow.routes")).setLevel(Level.WARN);
  }

  private static Map<String, String> settings(String upstreamUrl) {
    Map<String, String> settings = new HashMap<>();
    settings.put("host", "127.0.0.1");
    settings.put("port", "0");
    settings.put("management.port", "0");
    // Off, because it shares the processors with callers and upstreams and would rightly shed.
    settings.put("overload.shed", "false");
    // Off, because upstreams fail on purpose.
    settings.put("log.failures-max", "0");
    settings.put("log.success-ratio", "0");
    settings.put("upstream.url", upstreamUrl);
    settings.put("upstream.drain-timeout", "200ms");
    // Short, so that connections that stay open are leaks.
    settings.put("upstream.idle-timeout", "2s");
    settings.put("smart.hedge-delay", "50ms");
    return settings;
  }

  private static EffectiveSettings load(Map<String, String> settings) throws InvalidSettings {
    return EffectiveSettings.load(settings, Map.of(), null);
  }

  /** Waits until every request has its answer and the last reload has ended. */
  private static void call(Vertx vertx, Callers callers, int count, Reloads reloads) {
    Promise<Void> finished = Promise.promise();
    vertx.runOnContext(
        _ -> {
          reloads.start();
          callers.start(count).compose(_ -> reloads.stop()).onComplete(finished);
        });
    finished.future().await();
  }

  /** Waits until nothing is in flight; adds a leak if that never happens. */
  private static void rest(Gateway gateway, Simulator one, SoakReplicas two, List<String> leaks) {
    if (!comesTrue(() -> gateway.load().isAtRest())) {
      leaks.add("gateway not at rest: " + gateway.load());
    }
    if (!comesTrue(() -> gateway.load().upstream().connections() == 0)) {
      leaks.add("connections to the upstreams left: " + gateway.load());
    }
    List<Simulator> simulators = new ArrayList<>(two.simulators());
    simulators.add(one);
    for (Simulator simulator : simulators) {
      if (!comesTrue(() -> simulator.counts().working() == 0)) {
        leaks.add("upstream still works for nobody: " + simulator.counts());
      }
    }
  }

  private static Resources settled(Resources before) {
    comesTrue(
        () -> Resources.openFileDescriptors() <= before.fileDescriptors() + SPARE_DESCRIPTORS);
    return Resources.now();
  }

  private static void compare(
      Resources before, Resources warm, Resources end, Resources after, List<String> leaks) {
    if (end.heapBytes() - warm.heapBytes() > HEAP_GROWTH_BYTES) {
      leaks.add("heap grew: warm " + warm + "; at the end " + end);
    }
    if (after.fileDescriptors() > before.fileDescriptors() + SPARE_DESCRIPTORS) {
      leaks.add("file descriptors left: before " + before + "; after " + after);
    }
    if (after.threads() > before.threads() + SPARE_THREADS) {
      leaks.add("threads left: before " + before + "; after " + after);
    }
  }

  private static boolean comesTrue(BooleanSupplier condition) {
    long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(REST_LIMIT_SECONDS);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - endNanos > 0) {
        return false;
      }
      java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
    }
    return true;
  }

  private static void await(io.vertx.core.Future<?> future) {
    try {
      future.await(REST_LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IllegalStateException("the callers' event loop does not stop", e);
    }
  }
}
