package io.hedgerow.gateway;

import io.hedgerow.gateway.api.ApiServer;
import io.hedgerow.gateway.api.LoopRoutes;
import io.hedgerow.gateway.api.ManagementLinks;
import io.hedgerow.gateway.inbound.CallerConnections;
import io.hedgerow.gateway.inbound.CallerServer;
import io.hedgerow.gateway.inbound.CallerTls;
import io.hedgerow.gateway.inbound.ConnectionLimits;
import io.hedgerow.gateway.inbound.GuardedTransport;
import io.hedgerow.gateway.loop.Loop;
import io.hedgerow.gateway.protection.LoopLimits;
import io.hedgerow.gateway.protection.RequestLimit;
import io.hedgerow.gateway.settings.Settings;
import io.hedgerow.gateway.telemetry.Listener;
import io.hedgerow.gateway.telemetry.LoadSnapshot;
import io.hedgerow.gateway.telemetry.console.LoopRecorder;
import io.hedgerow.gateway.upstream.Upstreams;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.net.SocketAddress;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The part of the server on one event loop: its share of the API's connections, its upstream
 * clients and its clock. Workers share the port, the {@link RequestLimit}, the rate limits and the
 * listeners. Any thread may call the methods that the {@link Gateway} uses; they switch to the
 * event loop.
 */
final class Worker extends VerticleBase {
  private static final long SWEEP_PERIOD_MILLIS = 1000;
  private static final long QUIET_PERIOD_MILLIS = 1000;

  /** What {@link #start()} creates. */
  private record Parts(
      Loop loop,
      RouteResources resources,
      CallerConnections callers,
      ApiServer api,
      HttpServer server) {}

  private final Settings settings;
  private final RoutesInForce initialRoutes;
  private final GuardedTransport transport;
  private final @Nullable CallerTls tls;
  private final Listener listener;
  private final @Nullable LoopRecorder recorder;
  private final RequestLimit requestLimit;
  // Written by the loop before start() completes; other threads read it only after that.
  private @Nullable Parts parts;
  private volatile boolean wereUpstreamsHealthy;

  /**
   * A worker that is not started yet.
   *
   * @param recorder one of the listeners; null if the console is off
   */
  Worker(
      Settings settings,
      RoutesInForce initialRoutes,
      GuardedTransport transport,
      @Nullable CallerTls tls,
      Listener listener,
      @Nullable LoopRecorder recorder,
      RequestLimit requestLimit) {
    this.settings = settings;
    this.initialRoutes = initialRoutes;
    this.transport = transport;
    this.tls = tls;
    this.listener = listener;
    this.recorder = recorder;
    this.requestLimit = requestLimit;
  }

  @Override
  public Future<?> start() {
    Loop loop = Loop.of(context, settings.request().writeReserve().nanos());
    LoopLimits limits =
        new LoopLimits(requestLimit, settings.overload(), loop.nowNanos(), loop::atEndOfTurn);
    loop.setDelayListener(
        (delayNanos, nowNanos) -> {
          limits.onLoopDelayMeasured(delayNanos, nowNanos);
          listener.onLoopDelay(delayNanos);
        });
    RouteResources resources = new RouteResources(vertx, loop, settings, limits, listener);
    CallerConnections callers = new CallerConnections(ConnectionLimits.ofApi(settings));
    transport.tellArrivals(loop.netty(), channel -> callers.onAccepted(channel, loop.nowNanos()));
    LoopRoutes routes = resources.replace(initialRoutes);
    ApiServer api =
        new ApiServer(loop, routes, settings.cors(), managementLinks(), listener, callers);
    HttpServer server = CallerServer.of(vertx, tls, callers, api::handle, api::handleInvalid);
    parts = new Parts(loop, resources, callers, api, server);
    wereUpstreamsHealthy = resources.wereUpstreamsHealthy();
    vertx.setPeriodic(
        SWEEP_PERIOD_MILLIS,
        _ -> {
          resources.sweep();
          if (resources.wereUpstreamsHealthy()) {
            wereUpstreamsHealthy = true;
          }
          callers.closeOverdue(loop.nowNanos());
        });
    SocketAddress address =
        settings.server().port() == 0
            ? SocketAddress.sharedRandomPort(1, settings.server().host())
            : SocketAddress.inetSocketAddress(settings.server().port(), settings.server().host());
    return server.listen(address);
  }

  private ManagementLinks managementLinks() {
    String url = settings.management().localUrl();
    return new ManagementLinks(
        settings.console().isEnabled() ? url : null, url == null ? null : url + "manual/");
  }

  @Override
  public Future<?> stop() {
    parts().loop().close();
    parts().resources().close();
    return Future.succeededFuture();
  }

  boolean isStarted() {
    return parts != null;
  }

  /** Whether each upstream with health checks has been healthy once. For any thread. */
  boolean wereUpstreamsHealthy() {
    return wereUpstreamsHealthy;
  }

  /** The port it listens on. */
  int port() {
    return server().actualPort();
  }

  /** Its server. All workers' servers share one port and one TLS configuration. */
  HttpServer server() {
    return parts().server();
  }

  /** Serves new requests with these routes; requests in flight keep theirs. */
  Future<?> replaceRoutes(RoutesInForce routes) {
    return onLoop(
        () -> {
          parts().api().replaceRoutes(parts().resources().replace(routes));
          if (recorder != null) {
            recorder.retainRoutes(routes.routes().names());
          }
          return parts();
        });
  }

  /** From now on each answer closes its connection, so that callers move to another instance. */
  Future<?> leave() {
    return onLoop(
        () -> {
          parts().api().leave();
          return parts();
        });
  }

  /**
   * Stops accepting connections. Completes when every request in flight is answered and its answer
   * is read, or after {@code limitMillis}. Callers that do not read are cut off after one to two
   * seconds.
   */
  Future<Void> drain(long limitMillis) {
    return leave().compose(_ -> onLoop(() -> shutdown(limitMillis))).compose(closed -> closed);
  }

  private Future<Void> shutdown(long limitMillis) {
    vertx.setPeriodic(QUIET_PERIOD_MILLIS, _ -> parts().callers().resetQuiet());
    return parts().server().shutdown(limitMillis, TimeUnit.MILLISECONDS);
  }

  /** Runs the task on this event loop, with its upstreams. */
  <T> Future<T> onUpstreams(Function<Upstreams, T> task) {
    return onLoop(() -> task.apply(parts().resources().upstreams()));
  }

  Future<LoadSnapshot> load() {
    return onLoop(
        () ->
            LoadSnapshot.ofLoop(
                parts().loop().armedTimers(),
                parts().resources().admissionSnapshot(),
                parts().resources().upstreamSnapshot(),
                parts().callers().snapshot()));
  }

  /** Reads from the recorder on this event loop. Requires a recorder. */
  <T> Future<T> recorded(Function<LoopRecorder, T> part) {
    LoopRecorder known = Objects.requireNonNull(recorder);
    return onLoop(() -> part.apply(known));
  }

  private <T> Future<T> onLoop(Supplier<T> task) {
    Promise<T> promise = Promise.promise();
    context.runOnContext(
        _ -> {
          try {
            promise.complete(task.get());
          } catch (Throwable e) {
            promise.fail(e);
          }
        });
    return promise.future();
  }

  private Parts parts() {
    if (parts == null) {
      throw new IllegalStateException("worker: not started");
    }
    return parts;
  }
}
