package io.hedgerow.gateway.upstream;

import static io.hedgerow.testing.EventLoopCall.await;
import static io.hedgerow.testing.EventLoopCall.onLoop;

import io.hedgerow.core.deadline.Deadline;
import io.hedgerow.core.race.CancelReason;
import io.hedgerow.core.race.LaunchReason;
import io.hedgerow.core.race.Outcome;
import io.hedgerow.core.replica.Picks;
import io.hedgerow.core.replica.Replica;
import io.hedgerow.gateway.loop.Loop;
import io.hedgerow.gateway.route.Routes;
import io.hedgerow.gateway.settings.EffectiveSettings;
import io.hedgerow.gateway.settings.InvalidSettings;
import io.hedgerow.gateway.settings.TimeSpan;
import io.hedgerow.gateway.settings.UpstreamSettings;
import io.hedgerow.gateway.settings.UpstreamUrl;
import io.hedgerow.gateway.telemetry.UpstreamSnapshot;
import io.hedgerow.gateway.telemetry.WireSnapshot;
import io.hedgerow.gateway.upstream.wire.TlsClient;
import io.hedgerow.testing.Eventually;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.dns.AddressResolverOptions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * An {@link UpstreamClient} on its own event loop, with the operations that tests need. Tests call
 * it from their thread; each call waits until the event loop has executed it.
 */
final class ClientBench implements AutoCloseable {
  /** The resources that are in use. */
  record Load(int running, int leased, int waiting, int timers) {
    static final Load NONE = new Load(0, 0, 0, 0);
  }

  /** An attempt and its reports as text: its outcome, or the body of its success. */
  static class Launched implements UpstreamAttempt.Listener {
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final List<UpstreamAnswer> answers = new CopyOnWriteArrayList<>();
    private final List<String> placed = new CopyOnWriteArrayList<>();

    @Override
    public void onAttemptPlaced(int number, String replica) {
      placed.add(number + " " + replica);
    }

    @Override
    public void onAttemptSending(int number, BiConsumer<String, String> headers) {}

    @Override
    public void onAttemptSucceeded(int number, UpstreamAnswer answer) {
      answers.add(answer);
      told.add(number + " succeeded: " + answer.body());
    }

    @Override
    public void onAttemptFinal(int number, UpstreamAnswer answer) {
      answers.add(answer);
      told.add(number + " final: " + answer.body());
    }

    @Override
    public void onAttemptFailed(int number, Outcome.Failure failure) {
      told.add(number + " " + failure.label() + ": " + failure.detail());
    }

    /** The attempts that were placed, with their replicas. */
    List<String> placed() {
      return List.copyOf(placed);
    }

    List<String> told() {
      return List.copyOf(told);
    }

    /** The answers of successes and final answers. */
    List<UpstreamAnswer> answers() {
      return List.copyOf(answers);
    }
  }

  /** The request of the four built-in routes: the URL of the upstream. */
  static final UpstreamRequest BUILT_IN =
      new UpstreamRequest(
          Routes.builtIn(new TimeSpan(60_000), new TimeSpan(300)).routes().getFirst(),
          null,
          "",
          List.of());

  private final Vertx vertx;
  private final Context context;
  private final Loop loop;
  private final UpstreamClient client;

  ClientBench(UpstreamSettings settings, String url) {
    this(settings, url, UpstreamClient.nameLookups());
  }

  ClientBench(UpstreamSettings settings, String url, AddressResolverOptions nameLookups) {
    this(settings.withUrl(UpstreamUrl.parse(url)), nameLookups);
  }

  ClientBench(UpstreamSettings settings, AddressResolverOptions nameLookups) {
    vertx =
        Vertx.vertx(
            new VertxOptions()
                .setPreferNativeTransport(true)
                .setEventLoopPoolSize(1)
                .setAddressResolverOptions(nameLookups));
    context = vertx.getOrCreateContext();
    loop = onLoop(context, () -> Loop.of(context, 3_000_000));
    Upstream upstream = new Upstream("a", settings, TlsClient.of(settings));
    client = onLoop(context, () -> new UpstreamClient(vertx, loop, upstream, 1));
  }

  static ClientBench of(String url) {
    return new ClientBench(settings(), url);
  }

  /** Ten connections per lane, ten waiters, and time limits that no test should reach. */
  static UpstreamSettings settings() {
    return settings(60_000, 60_000, 60_000);
  }

  static UpstreamSettings settings(
      long connectTimeoutMillis, long idleTimeoutMillis, long drainTimeoutMillis) {
    return settings(
        Map.of(
            "upstream.connect-timeout", connectTimeoutMillis + "ms",
            "upstream.idle-timeout", idleTimeoutMillis + "ms",
            "upstream.drain-timeout", drainTimeoutMillis + "ms"));
  }

  /** The same settings except for these keys. */
  static UpstreamSettings settings(Map<String, String> given) {
    Map<String, String> all = new HashMap<>();
    all.put("upstream.connections-max", "10");
    all.put("upstream.pending-max", "10");
    all.put("upstream.connect-timeout", "60s");
    all.put("upstream.idle-timeout", "60s");
    all.put("upstream.drain-timeout", "60s");
    all.putAll(given);
    try {
      return EffectiveSettings.load(all, Map.of(), null).settings().upstream();
    } catch (InvalidSettings e) {
      throw new AssertionError(e);
    }
  }

  Launched launch(int number) {
    Launched launched = new Launched();
    launch(number, TimeUnit.SECONDS.toMillis(30), launched);
    return launched;
  }

  UpstreamAttempt launch(int number, long timeoutMillis, Launched listener) {
    return launch(number, BUILT_IN, timeoutMillis, listener);
  }

  UpstreamAttempt launch(
      int number, UpstreamRequest request, long timeoutMillis, Launched listener) {
    return onLoop(context, () -> launch(number, picks(number), request, timeoutMillis, listener));
  }

  /** Launches the next attempt of the race with these picks. */
  UpstreamAttempt launch(int number, Picks picks, Launched listener) {
    long timeoutMillis = TimeUnit.SECONDS.toMillis(30);
    return onLoop(context, () -> launch(number, picks, BUILT_IN, timeoutMillis, listener));
  }

  private UpstreamAttempt launch(
      int number, Picks picks, UpstreamRequest request, long timeoutMillis, Launched listener) {
    long timeoutNanos = TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    Deadline deadline = Deadline.after(loop.nowNanos(), timeoutNanos);
    return client.launch(number, LaunchReason.RACE_STARTED, picks, request, deadline, listener);
  }

  /** Launches a hedge of a new race and waits for its report. */
  String hedge() {
    Launched launched = new Launched();
    onLoop(
        context,
        () -> {
          Deadline deadline = Deadline.after(loop.nowNanos(), TimeUnit.SECONDS.toNanos(30));
          return client.launch(
              1, LaunchReason.HEDGE_DELAY_PASSED, new Picks(), BUILT_IN, deadline, launched);
        });
    Eventually.assertEventually(() -> launched.told().size(), 1);
    return launched.told().getFirst();
  }

  boolean permitsHedges() {
    return onLoop(context, client::permitsHedges);
  }

  boolean wasHealthy() {
    return onLoop(context, client::wasHealthy);
  }

  /** Failures of the replica at this URL, by kind. */
  Map<String, Long> failures(String url) {
    int port = UpstreamUrl.parse(url).port();
    return onLoop(
        context,
        () ->
            client.replicas().all().stream()
                .filter(replica -> replica.name().endsWith(":" + port))
                .map(replica -> Map.copyOf(replica.failures()))
                .findFirst()
                .orElseThrow());
  }

  /** The replicas with their states. */
  List<String> replicas() {
    return onLoop(context, () -> client.replicas().all().stream().map(Replica::toString).toList());
  }

  /** Whether a connection to the replica with this port is open. */
  boolean isConnected(int port) {
    return onLoop(
        context,
        () ->
            client.replicas().all().stream()
                .anyMatch(replica -> replica.name().endsWith(":" + port) && replica.isConnected()));
  }

  /** The picks of a race whose earlier attempts went to the only replica. */
  private Picks picks(int number) {
    Picks picks = new Picks();
    for (int earlier = 1; earlier < number; earlier++) {
      client.replicas().choose(picks, LaunchReason.RACE_STARTED, loop.nowNanos());
    }
    return picks;
  }

  /** Launches attempt 1 and waits for its report. */
  String ask() {
    return ask(1);
  }

  String ask(int number) {
    Launched launched = launch(number);
    Eventually.assertEventually(() -> launched.told().size(), 1);
    return launched.told().getFirst();
  }

  /** Launches attempt 1 with this request and waits for its report. */
  Launched ask(UpstreamRequest request) {
    Launched launched = new Launched();
    launch(1, request, TimeUnit.SECONDS.toMillis(30), launched);
    Eventually.assertEventually(() -> launched.told().size(), 1);
    return launched;
  }

  void cancel(UpstreamAttempt attempt) {
    cancel(attempt, CancelReason.SUPERSEDED);
  }

  void cancel(UpstreamAttempt attempt, CancelReason reason) {
    onLoop(
        context,
        () -> {
          attempt.cancel(reason);
          return true;
        });
  }

  /** Does what the worker does periodically. */
  void sweep() {
    onLoop(
        context,
        () -> {
          client.sweep();
          return true;
        });
  }

  /** Closes the client, as the worker does at its end. */
  void closeClient() {
    onLoop(
        context,
        () -> {
          client.close();
          return true;
        });
  }

  Load load() {
    return onLoop(
        context,
        () -> {
          UpstreamSnapshot now = client.snapshot();
          return new Load(
              now.attempts(), now.exchanges(), now.waitingAttempts(), loop.armedTimers());
        });
  }

  int idle() {
    return onLoop(context, () -> client.snapshot().idleConnections());
  }

  long retried() {
    return wire().retried();
  }

  WireSnapshot wire() {
    return onLoop(context, () -> client.snapshot().wire());
  }

  void assertAtRest() {
    Eventually.assertEventually(this::load, Load.NONE);
  }

  @Override
  public void close() {
    onLoop(
        context,
        () -> {
          loop.close();
          client.close();
          return true;
        });
    await(vertx.close());
  }
}
