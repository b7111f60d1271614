package io.hedgerow.gateway.upstream;

import io.hedgerow.core.deadline.Deadline;
import io.hedgerow.core.race.LaunchReason;
import io.hedgerow.core.race.Outcome;
import io.hedgerow.core.replica.Picks;
import io.hedgerow.core.replica.Replica;
import io.hedgerow.core.replica.ReplicaState;
import io.hedgerow.core.replica.Replicas;
import io.hedgerow.gateway.loop.Loop;
import io.hedgerow.gateway.loop.Timer;
import io.hedgerow.gateway.route.Route;
import io.hedgerow.gateway.settings.ReplicaSettings;
import io.hedgerow.gateway.settings.UpstreamSettings;
import io.hedgerow.gateway.settings.UpstreamUrl;
import io.hedgerow.gateway.telemetry.ReplicaSnapshot;
import io.hedgerow.gateway.telemetry.UpstreamSnapshot;
import io.hedgerow.gateway.upstream.wire.Dialer;
import io.hedgerow.gateway.upstream.wire.RequestHead;
import io.netty.util.NetUtil;
import io.vertx.core.Vertx;
import io.vertx.core.dns.AddressResolverOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The client for one upstream on one event loop: it chooses a replica for each attempt. With
 * several replicas, it keeps a connection to each open while there are requests, so that no attempt
 * waits for a replica that cannot be reached.
 *
 * <p>Belongs to one event loop. Owns the replicas' connections; {@link #close()} closes them.
 */
public final class UpstreamClient {
  private static final Logger LOG = LoggerFactory.getLogger(UpstreamClient.class);
  private static final String DEADLINE_HEADER = "hedgerow-deadline-ms";

  private static final int NAME_TTL_MAX_SECONDS = 5;

  private final Vertx vertx;
  private final Loop loop;
  private final Upstream upstream;
  private final UpstreamSettings settings;
  private final UpstreamUrl url;
  private final int loops;
  private final WireTally tally = new WireTally();
  private final Replicas replicas;
  private final List<ReplicaClient> retired = new ArrayList<>();
  private Map<Replica, ReplicaClient> clients = Map.of();
  private long usedNanos;
  private boolean isClosed;

  /** Where a replica is reached. Without an address, the URL's host is resolved on connecting. */
  private record Target(UpstreamUrl url, @Nullable InetAddress address) {
    String name() {
      return address == null
          ? url.hostAndPort()
          : NetUtil.toSocketAddressString(new InetSocketAddress(address, url.port()));
    }
  }

  /**
   * A client on the event loop that calls this.
   *
   * @param upstream with a URL
   * @param loops number of event loops that share the configured maximum of connections
   */
  public UpstreamClient(Vertx vertx, Loop loop, Upstream upstream, int loops) {
    this.vertx = vertx;
    this.loop = loop;
    this.upstream = upstream;
    this.settings = upstream.settings();
    this.url = Objects.requireNonNull(settings.url(), "url: missing");
    this.loops = loops;
    this.usedNanos = loop.nowNanos();
    this.replicas =
        new Replicas(
            settings.replicas().ejection(), ThreadLocalRandom.current()::nextInt, this::log);
    use(settings.replicas().urls().stream().map(each -> new Target(each, null)).toList());
    followNames();
  }

  /**
   * DNS caching: a result is used for its TTL, but for at least one second, so that a burst of
   * connections makes one lookup, and for at most five, so that an address change is noticed soon.
   */
  public static AddressResolverOptions nameLookups() {
    return new AddressResolverOptions()
        .setCacheMinTimeToLive(1)
        .setCacheMaxTimeToLive(NAME_TTL_MAX_SECONDS)
        .setHostsRefreshPeriod(NAME_TTL_MAX_SECONDS)
        .setHostsRefreshPeriodUnit(TimeUnit.SECONDS);
  }

  /** The URL of the upstream; the first one if it has several. */
  public UpstreamUrl url() {
    return url;
  }

  /** The replicas. */
  Replicas replicas() {
    return replicas;
  }

  /** The state and counts of each replica. */
  public List<ReplicaSnapshot> replicaSnapshots() {
    long nowNanos = loop.nowNanos();
    Instant now = Instant.now();
    return replicas.all().stream()
        .map(replica -> ReplicaSnapshot.of(upstream.name(), replica, nowNanos, now))
        .toList();
  }

  /** Drains the replica of this name for {@code nanos}. */
  void drain(String replica, String reason, long nanos) {
    long nowNanos = loop.nowNanos();
    replicas.drain(replica, reason, nowNanos + nanos, nowNanos);
  }

  /** Ends the drain of the replica of this name, if there is one. */
  void undrain(String replica) {
    replicas.undrain(replica, loop.nowNanos());
  }

  /** Takes over the drains of the client that this one replaces. */
  void drainLike(UpstreamClient before) {
    replicas.drainLike(before.replicas, loop.nowNanos());
  }

  /**
   * Sends attempt {@code number} (1, 2, …) of a race to one of the replicas, and reports its end to
   * the listener, once.
   *
   * @param picks the replicas that the race has used; the chosen one is added
   * @throws IllegalArgumentException if the request may not be sent; nothing has happened then
   */
  public UpstreamAttempt launch(
      int number,
      LaunchReason reason,
      Picks picks,
      UpstreamRequest request,
      Deadline deadline,
      UpstreamAttempt.Listener listener) {
    ReplicaClient replica = client(replicas.choose(picks, reason, loop.nowNanos()));
    UpstreamAttempt attempt =
        new UpstreamAttempt(this, picks, replica, number, request, deadline, listener);
    attempt.start();
    return attempt;
  }

  /** Whether hedges may be launched: false while every replica has asked for a pause. */
  public boolean permitsHedges() {
    return replicas.permitsHedges(loop.nowNanos());
  }

  /**
   * Closes connections that have been idle for too long or are too old, checks and judges the
   * replicas, and resolves their name again. Call it about once a second.
   */
  public void sweep() {
    clients.values().forEach(ReplicaClient::sweep);
    retired.removeIf(
        client -> {
          boolean isAtRest = client.snapshot().isAtRest();
          if (isAtRest) {
            client.close();
          }
          return isAtRest;
        });
    replicas.onTimePassed(loop.nowNanos());
    if (hasSeveralReplicas()) {
      clients.values().forEach(this::keepConnected);
    }
    followNames();
  }

  /** Whether a health check of any replica has succeeded, or their health is not checked. */
  public boolean wasHealthy() {
    return clients.values().stream().anyMatch(ReplicaClient::wasHealthy);
  }

  /** Current attempts, exchanges and connections. */
  public UpstreamSnapshot snapshot() {
    UpstreamSnapshot counts = new UpstreamSnapshot(0, 0, 0, 0, 0, tally.snapshot());
    return all().map(ReplicaClient::snapshot).reduce(counts, UpstreamSnapshot::plus);
  }

  /** Closes all connections; attempts that are still running fail. */
  public void close() {
    isClosed = true;
    all().forEach(ReplicaClient::close);
  }

  boolean hasSeveralReplicas() {
    return clients.size() > 1;
  }

  /** A replica that the race has not used; null if there is none. */
  @Nullable ReplicaClient chooseInstead(Picks picks) {
    if (!hasSeveralReplicas()) {
      return null;
    }
    Replica replica = replicas.chooseInstead(picks, loop.nowNanos());
    return replica == null ? null : client(replica);
  }

  Exchange newExchange(
      Lane lane, UpstreamConnection connection, Route route, Exchange.Listener listener) {
    return new Exchange(loop, lane, connection, settings.cancelling(), tally, route, listener);
  }

  void addDeadline(RequestHead head, Deadline deadline) {
    if (settings.isDeadlineSent()) {
      long remainingNanos = deadline.remainingNanos(loop.nowNanos());
      head.add(DEADLINE_HEADER, Long.toString(remainingNanos / 1_000_000));
    }
  }

  boolean isBefore(Deadline deadline) {
    return !deadline.isReached(loop.nowNanos());
  }

  Timer schedule(long delayNanos, Runnable task) {
    return loop.scheduleAt(loop.nowNanos() + delayNanos, task);
  }

  void onRetried() {
    tally.retried++;
  }

  /** Returns the time of the start. */
  long onStarted(ReplicaClient client) {
    usedNanos = loop.nowNanos();
    replicas.onStarted(client.replica());
    return usedNanos;
  }

  void onEnded(ReplicaClient client, Outcome outcome, long startedNanos) {
    long nowNanos = loop.nowNanos();
    replicas.onEnded(client.replica(), outcome, nowNanos - startedNanos, nowNanos);
  }

  void onRetryAfter(ReplicaClient client, long delayNanos) {
    replicas.onRetryAfter(client.replica(), delayNanos, loop.nowNanos());
  }

  /** With DNS, each address of the name is a replica. Without an answer, the last ones stay. */
  private void followNames() {
    if (!settings.replicas().isDns()) {
      return;
    }
    Dialer.resolve(vertx, loop, url.host())
        .onSuccess(
            addresses -> {
              if (!addresses.isEmpty() && !isClosed) {
                use(
                    addresses.stream()
                        .map(address -> new Target(url, address.getAddress()))
                        .sorted(Comparator.comparing(Target::name))
                        .distinct()
                        .limit(ReplicaSettings.REPLICAS_MAX)
                        .toList());
              }
            });
  }

  /** Sets the replicas. The clients of those that stay are kept. */
  private void use(List<Target> targets) {
    List<String> targetNames = targets.stream().map(Target::name).toList();
    if (replicas.all().stream().map(Replica::name).toList().equals(targetNames)) {
      return;
    }
    replicas.update(targetNames, loop.nowNanos());
    Map<Replica, ReplicaClient> next = new LinkedHashMap<>();
    for (int i = 0; i < targets.size(); i++) {
      Replica replica = replicas.all().get(i);
      ReplicaClient known = clients.get(replica);
      next.put(replica, known == null ? newClient(replica, targets.get(i)) : known);
    }
    clients.values().stream().filter(client -> !next.containsValue(client)).forEach(retired::add);
    clients = next;
    if (hasSeveralReplicas()) {
      clients.values().forEach(this::keepConnected);
    }
  }

  private ReplicaClient newClient(Replica replica, Target target) {
    Dialer dialer =
        new Dialer(vertx, loop, settings, target.url(), target.address(), upstream.tls());
    return new ReplicaClient(loop, settings, tally, replica, dialer, loops, new ReplicaListener());
  }

  private ReplicaClient client(Replica replica) {
    return Objects.requireNonNull(clients.get(replica));
  }

  /** What the replicas' clients report. */
  private final class ReplicaListener implements ReplicaClient.Listener {
    @Override
    public void onDisconnected(ReplicaClient client) {
      if (hasSeveralReplicas() && clients.containsValue(client)) {
        keepConnected(client);
      }
    }

    @Override
    public void onChecked(Replica replica, boolean isHealthy) {
      replicas.onChecked(replica, isHealthy, loop.nowNanos());
    }
  }

  /** Keeps a connection open unless the upstream is idle or the replica is drained. */
  private void keepConnected(ReplicaClient client) {
    long idleNanos = loop.nowNanos() - usedNanos;
    boolean isDrained = client.replica().state() == ReplicaState.DRAINED;
    if (!isClosed && !isDrained && idleNanos < settings.connections().idleTimeout().nanos()) {
      client.connect();
    }
  }

  private Stream<ReplicaClient> all() {
    return Stream.concat(clients.values().stream(), retired.stream());
  }

  private void log(Replica replica) {
    LOG.warn(
        "upstream {}: replica {} is {}: {}",
        upstream.name(),
        replica.name(),
        replica.state().label(),
        replica.reason());
  }
}
