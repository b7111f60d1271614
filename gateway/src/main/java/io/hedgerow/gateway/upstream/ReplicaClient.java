package io.hedgerow.gateway.upstream;

import io.hedgerow.core.limit.ResetBudget;
import io.hedgerow.core.race.Outcome;
import io.hedgerow.core.race.Plan;
import io.hedgerow.core.replica.Replica;
import io.hedgerow.gateway.loop.Loop;
import io.hedgerow.gateway.loop.Timer;
import io.hedgerow.gateway.settings.HealthSettings;
import io.hedgerow.gateway.settings.UpstreamSettings;
import io.hedgerow.gateway.settings.UpstreamUrl;
import io.hedgerow.gateway.telemetry.UpstreamSnapshot;
import io.hedgerow.gateway.telemetry.WireSnapshot;
import io.hedgerow.gateway.upstream.wire.Dialer;
import io.hedgerow.gateway.upstream.wire.RequestHead;
import io.hedgerow.gateway.upstream.wire.RequestHead.Accept;
import io.hedgerow.gateway.upstream.wire.Wire;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The client for one replica on one event loop. It has a {@link Lane} of connections for the first
 * attempt of a race that is sent to the replica, another lane for the second, and so on.
 *
 * <p>We do not use Vert.x's pools, because a hedge must not share a connection with the attempt it
 * hedges, an attempt must be able to stop waiting for a connection, and a retry needs a fresh one.
 *
 * <p>Belongs to one event loop. Owns its lanes; {@link #close()} closes them.
 */
final class ReplicaClient {
  /** Takes reports about the replica. */
  interface Listener {
    /** The last connection has closed. */
    void onDisconnected(ReplicaClient client);

    /** Its health was checked. */
    void onChecked(Replica replica, boolean isHealthy);
  }

  private static final long RESET_WINDOW_NANOS = TimeUnit.SECONDS.toNanos(30);

  /**
   * How often to connect in advance at most, in case the replica closes every connection at once.
   * It does not apply after attempts, because cancelling an attempt may close its connection.
   */
  private static final long CONNECT_PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final Loop loop;
  private final UpstreamSettings settings;
  private final WireTally tally;
  private final UpstreamUrl url;
  private final Replica replica;
  private final Dialer dialer;
  private final RequestHead.Template template;
  private final Listener listener;
  private final @Nullable HealthCheck health;
  private final List<Lane> lanes;
  // When a connection was last opened in advance, and whether attempts have come since.
  private long connectedNanos;
  private boolean isUsed;
  private boolean wasHealthy;
  // How many streams the latest connection can carry; at first, the configured maximum.
  private int expectedStreams;

  /**
   * A client on the event loop that calls this.
   *
   * @param tally of the upstream
   * @param loops number of event loops that share the configured maximum of connections
   */
  ReplicaClient(
      Loop loop,
      UpstreamSettings settings,
      WireTally tally,
      Replica replica,
      Dialer dialer,
      int loops,
      Listener listener) {
    this.loop = loop;
    this.settings = settings;
    this.tally = tally;
    this.url = dialer.url();
    this.replica = replica;
    this.dialer = dialer;
    this.listener = listener;
    this.template = new RequestHead.Template(url);
    this.expectedStreams =
        Dialer.mayMultiplex(settings.protocol(), url) ? settings.connections().streamsMax() : 1;
    int connectionsMax = Math.ceilDiv(settings.connections().max(), loops);
    int pendingMax = Math.ceilDiv(settings.connections().pendingMax(), loops);
    this.lanes =
        IntStream.range(0, Plan.ATTEMPTS_MAX)
            .mapToObj(_ -> new Lane(new LaneHost(), connectionsMax, pendingMax))
            .toList();
    this.connectedNanos = loop.nowNanos() - CONNECT_PERIOD_NANOS;
    HealthSettings check = settings.replicas().health();
    this.health =
        check == null ? null : new HealthCheck(loop, check, dialer, template, this::onChecked);
    replica.onDisconnected();
  }

  /** What the core knows about the replica. */
  Replica replica() {
    return replica;
  }

  /** The lane of a race's attempt that is the {@code nth} (1, 2, …) sent to this replica. */
  Lane lane(int nth) {
    isUsed = true;
    return lanes.get(Math.min(nth, lanes.size()) - 1);
  }

  /** Opens a connection unless one is open or about to be, or was a moment ago without use. */
  void connect() {
    long nowNanos = loop.nowNanos();
    if (isUsed || nowNanos - connectedNanos >= CONNECT_PERIOD_NANOS) {
      connectedNanos = nowNanos;
      isUsed = false;
      lanes.getFirst().openFirst();
    }
  }

  RequestHead head(UpstreamRequest request) {
    boolean isJson = request.route().success().json() != null;
    RequestHead head =
        new RequestHead(template, target(request), isJson ? Accept.JSON : Accept.ANYTHING);
    List<String> headers = request.headers();
    for (int i = 0; i < headers.size(); i += 2) {
      head.add(headers.get(i), headers.get(i + 1));
    }
    return head;
  }

  /** Whether a health check has succeeded, or its health is not checked. */
  boolean wasHealthy() {
    return health == null || wasHealthy;
  }

  private void onChecked(boolean isHealthy) {
    wasHealthy |= isHealthy;
    listener.onChecked(replica, isHealthy);
  }

  /** Closes connections that are idle for too long or too old, and checks the health. */
  void sweep() {
    if (health != null) {
      health.sweep();
    }
    long nowNanos = loop.nowNanos();
    for (Lane lane : lanes) {
      lane.closeIdle(nowNanos - settings.connections().idleTimeout().nanos());
      lane.retireOpened(nowNanos - settings.connections().ageMax().nanos());
    }
  }

  /** Current attempts, exchanges and connections. Its counters are zero: the upstream has them. */
  UpstreamSnapshot snapshot() {
    return new UpstreamSnapshot(
        replica.inFlight(),
        sum(Lane::exchanges),
        sum(Lane::waiting),
        sum(Lane::connections),
        sum(Lane::idle),
        WireSnapshot.NONE);
  }

  private int sum(ToIntFunction<Lane> value) {
    return lanes.stream().mapToInt(value).sum();
  }

  /** Closes all connections; attempts that are still running fail. */
  void close() {
    if (health != null) {
      health.close();
    }
    lanes.forEach(Lane::close);
  }

  /** Path and query of a request; null if those of the URL apply. */
  private @Nullable String target(UpstreamRequest request) {
    if (request.path() == null && request.query().isEmpty()) {
      return null;
    }
    String path = request.path() == null ? url.path() : url.pathWith(request.path());
    String query = url.query();
    String separator = query.isEmpty() || request.query().isEmpty() ? "" : "&";
    String all = query + separator + request.query();
    return all.isEmpty() ? path : path + "?" + all;
  }

  /** What the lanes need from the client. */
  private final class LaneHost implements Lane.Host {
    @Override
    public Future<Wire> connect() {
      return dialer.dial();
    }

    @Override
    public void onConnectionsChanged() {
      if (lanes.stream().allMatch(Lane::isEmpty)) {
        replica.onDisconnected();
        listener.onDisconnected(ReplicaClient.this);
      } else {
        replica.onConnected(loop.nowNanos());
      }
    }

    @Override
    public void onConnectFailed(Outcome.Failure failure) {
      replica.onUnreachable(failure, loop.nowNanos());
    }

    @Override
    public UpstreamConnection wrap(Wire wire) {
      long nowNanos = loop.nowNanos();
      ResetBudget resets =
          new ResetBudget(settings.cancelling().resetsMax(), RESET_WINDOW_NANOS, nowNanos);
      return new UpstreamConnection(wire, resets, settings.connections().streamsMax(), nowNanos);
    }

    @Override
    public Future<?> ping(Wire wire) {
      Promise<Void> answered = Promise.promise();
      Timer timer =
          loop.scheduleAt(
              loop.nowNanos() + settings.connections().pingTimeout().nanos(),
              () -> answered.tryFail("no answer to a PING"));
      wire.ping(answered::tryComplete);
      return answered.future().onComplete(_ -> timer.cancel());
    }

    @Override
    public long nowNanos() {
      return loop.nowNanos();
    }

    @Override
    public Runnable schedule(long delayNanos, Runnable task) {
      return loop.scheduleAt(loop.nowNanos() + delayNanos, task)::cancel;
    }

    @Override
    public void onCapacity(int exchanges) {
      expectedStreams = exchanges;
    }

    @Override
    public int expectedStreams() {
      return expectedStreams;
    }

    @Override
    public void onEnhanceYourCalm() {
      tally.connectionsEnhanceYourCalm++;
    }

    @Override
    public void onSurplus() {
      tally.connectionsWithSurplus++;
    }
  }
}
