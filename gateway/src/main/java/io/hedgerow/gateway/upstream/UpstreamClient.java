package io.hedgerow.gateway.upstream;

import io.hedgerow.core.deadline.Deadline;
import io.hedgerow.core.limit.ResetBudget;
import io.hedgerow.gateway.loop.Loop;
import io.hedgerow.gateway.loop.Timer;
import io.hedgerow.gateway.route.Route;
import io.hedgerow.gateway.settings.UpstreamSettings;
import io.hedgerow.gateway.settings.UpstreamUrl;
import io.hedgerow.gateway.telemetry.UpstreamSnapshot;
import io.hedgerow.gateway.upstream.wire.Dialer;
import io.hedgerow.gateway.upstream.wire.RequestHead;
import io.hedgerow.gateway.upstream.wire.RequestHead.Accept;
import io.hedgerow.gateway.upstream.wire.Wire;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.dns.AddressResolverOptions;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The upstream as one event loop reaches it: a {@link Lane} of connections for each attempt number.
 *
 * <p>The pools are ours: a hedge must not share a connection with the attempt it hedges, an attempt
 * must be able to stop waiting for one, and a retry must know which connections are fresh.
 *
 * <p>Belongs to one event loop. Owns its lanes; {@link #close()} closes them.
 */
public final class UpstreamClient {
  private static final String DEADLINE_HEADER = "hedgerow-deadline-ms";

  private static final long RESET_WINDOW_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final int NAME_TTL_MAX_SECONDS = 5;

  private final Loop loop;
  private final UpstreamSettings settings;
  private final UpstreamUrl url;
  private final Dialer dialer;
  private final RequestHead.Template template;
  private final List<Lane> lanes;
  private final WireTally tally = new WireTally();
  private int running;
  // Streams the latest connection could carry; before the first one, the configured maximum.
  private int expectedStreams;

  /**
   * A client on the event loop that calls this.
   *
   * @param upstream with a URL
   * @param lanes the highest attempt number
   * @param loops number of event loops that share the configured maximum of connections
   */
  public UpstreamClient(Vertx vertx, Loop loop, Upstream upstream, int lanes, int loops) {
    this.loop = loop;
    UpstreamSettings settings = upstream.settings();
    UpstreamUrl url = Objects.requireNonNull(settings.url(), "upstream without a URL");
    this.settings = settings;
    this.url = url;
    this.expectedStreams =
        Dialer.mayMultiplex(settings.protocol(), url) ? settings.connections().streamsMax() : 1;
    this.dialer = new Dialer(vertx, loop, settings, url, upstream.tls());
    this.template = new RequestHead.Template(url);
    int connectionsMax = Math.ceilDiv(settings.connections().max(), loops);
    int pendingMax = Math.ceilDiv(settings.connections().pendingMax(), loops);
    this.lanes =
        IntStream.range(0, lanes)
            .mapToObj(_ -> new Lane(new LaneHost(), connectionsMax, pendingMax))
            .toList();
  }

  /**
   * DNS caching: a result is reused for its TTL, but for at least one second, so that a burst of
   * connections makes one lookup, and at most five, so that an address change is noticed soon.
   */
  public static AddressResolverOptions nameLookups() {
    return new AddressResolverOptions()
        .setCacheMinTimeToLive(1)
        .setCacheMaxTimeToLive(NAME_TTL_MAX_SECONDS)
        .setHostsRefreshPeriod(NAME_TTL_MAX_SECONDS)
        .setHostsRefreshPeriodUnit(TimeUnit.SECONDS);
  }

  /** The URL of the upstream. */
  public UpstreamUrl url() {
    return url;
  }

  /**
   * Sends attempt {@code number} (1, 2, …) and reports its end to the listener, once.
   *
   * @throws IllegalArgumentException if the request may not be sent; nothing has happened then
   */
  public UpstreamAttempt launch(
      int number, UpstreamRequest request, Deadline deadline, UpstreamAttempt.Listener listener) {
    Lane lane = lanes.get(number - 1);
    UpstreamAttempt attempt = new UpstreamAttempt(this, lane, number, request, deadline, listener);
    running++;
    attempt.start();
    return attempt;
  }

  /** Closes connections that are idle for too long or too old; call it periodically. */
  public void closeExpired() {
    long nowNanos = loop.nowNanos();
    for (Lane lane : lanes) {
      lane.closeIdle(nowNanos - settings.connections().idleTimeout().nanos());
      lane.retireOpened(nowNanos - settings.connections().ageMax().nanos());
    }
  }

  /** Current attempts, exchanges and connections. */
  public UpstreamSnapshot snapshot() {
    return new UpstreamSnapshot(
        running, exchanges(), waiting(), connections(), idle(), tally.snapshot());
  }

  /** Exchanges on connections of all lanes, including those being drained. */
  private int exchanges() {
    return lanes.stream().mapToInt(Lane::exchanges).sum();
  }

  /** Idle connections, of all lanes. */
  private int idle() {
    return lanes.stream().mapToInt(Lane::idle).sum();
  }

  /** Connections that are open, of all lanes. */
  private int connections() {
    return lanes.stream().mapToInt(Lane::connections).sum();
  }

  /** Attempts that wait for a connection, in all lanes. */
  private int waiting() {
    return lanes.stream().mapToInt(Lane::waiting).sum();
  }

  /** Closes all connections; attempts that are still running fail. */
  public void close() {
    lanes.forEach(Lane::close);
  }

  Exchange newExchange(
      Lane lane, UpstreamConnection connection, Route route, Exchange.Listener listener) {
    return new Exchange(loop, lane, connection, settings.cancelling(), tally, route, listener);
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

  void addDeadline(RequestHead head, Deadline deadline) {
    if (settings.isDeadlineSent()) {
      long remainingNanos = deadline.remainingNanos(loop.nowNanos());
      head.add(DEADLINE_HEADER, Long.toString(remainingNanos / 1_000_000));
    }
  }

  /** Path and query of a request; null for those of the URL. */
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

  boolean isBefore(Deadline deadline) {
    return !deadline.isReached(loop.nowNanos());
  }

  void onRetried() {
    tally.retried++;
  }

  void onEnded() {
    running--;
  }

  /** What the lanes need from the client. */
  private final class LaneHost implements Lane.Host {
    @Override
    public Future<Wire> connect() {
      return dialer.dial();
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
