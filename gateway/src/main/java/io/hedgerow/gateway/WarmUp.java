package io.hedgerow.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.hedgerow.gateway.inbound.GuardedTransport;
import io.hedgerow.gateway.protection.RequestLimit;
import io.hedgerow.gateway.route.BodyMemory;
import io.hedgerow.gateway.route.Routes;
import io.hedgerow.gateway.settings.EffectiveSettings;
import io.hedgerow.gateway.settings.InvalidSettings;
import io.hedgerow.gateway.settings.Settings;
import io.hedgerow.gateway.settings.UpstreamSettings.Protocol;
import io.hedgerow.gateway.settings.UpstreamUrl;
import io.hedgerow.gateway.telemetry.Listener;
import io.hedgerow.gateway.telemetry.Listeners;
import io.hedgerow.gateway.telemetry.console.LoopRecorder;
import io.hedgerow.gateway.upstream.InvalidUpstream;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends requests through the whole gateway before it is ready, so that the first callers do not
 * wait for class loading and compilation.
 *
 * <p>The requests go to a separate {@link Worker} with its own embedded upstream. Both listen on
 * loopback ports, run on the gateway's event loops and have default limits. The gateway's upstream,
 * metrics, traces, log, rate limits and budgets see none of these requests.
 *
 * <p>Runs on the thread that starts the gateway. Closes everything it opens.
 */
final class WarmUp {
  private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
  private static final String HOST = "127.0.0.1";

  /** More rounds hardly make requests faster. A cold start usually reaches the time limit first. */
  private static final int ROUNDS_MAX = 20;

  /** Short, because some attempts are never answered. */
  private static final int TIMEOUT_MILLIS = 10;

  private static final long STEP_LIMIT_SECONDS = 2;

  /** One round: each endpoint once, on one connection. */
  private static final byte[] ROUND =
      (head("all", "keep-alive")
              + head("first", "keep-alive")
              + head("smart", "keep-alive")
              + head("within-timeout", "close"))
          .getBytes(US_ASCII);

  private final Vertx vertx;
  private final GuardedTransport transport;
  private final long endNanos;
  // Belongs to the event loop of the embedded upstream.
  private int turns;

  private WarmUp(Vertx vertx, GuardedTransport transport, long limitMillis) {
    this.vertx = vertx;
    this.transport = transport;
    this.endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(limitMillis);
  }

  /**
   * Warms up for the time that the settings allow. A failure is logged and changes nothing else.
   *
   * @param url of the gateway's upstream, which decides the protocol
   */
  static void run(Vertx vertx, GuardedTransport transport, Settings settings, UpstreamUrl url) {
    long limitMillis = settings.server().warmUpTimeMax().millis();
    if (limitMillis == 0) {
      return;
    }
    WarmUp warmUp = new WarmUp(vertx, transport, limitMillis);
    try {
      int rounds = warmUp.run(protocol(settings, url));
      LOG.debug("warm-up: {} rounds, {} ms left", rounds, warmUp.remainingMillis());
    } catch (Exception e) {
      LOG.warn("warm-up failed, so the first answers may be slow: {}", e.toString());
    }
  }

  private static Protocol protocol(Settings settings, UpstreamUrl url) {
    return settings.upstream().protocol() == Protocol.AUTO && url.isTls()
        ? Protocol.HTTP2
        : settings.upstream().protocol();
  }

  /** Returns how many rounds were completed. */
  private int run(Protocol protocol)
      throws InvalidSettings, InvalidUpstream, IOException, TimeoutException {
    HttpServer upstream = vertx.createHttpServer().requestHandler(this::answer);
    await(upstream.listen(0, HOST));
    try {
      UpstreamUrl url = UpstreamUrl.parse("http://" + HOST + ":" + upstream.actualPort());
      LoopRecorder recorder = new LoopRecorder(0);
      Listener listener = new Listeners(List.of(recorder));
      Settings settings = settings(protocol);
      Routes builtIn = Routes.builtIn(settings);
      RequestLimit limit =
          new RequestLimit(BodyMemory.of(builtIn, settings.request()).requestsMax());
      RoutesInForce routes = RoutesInForce.of(builtIn, settings.upstream().withUrl(url), null);
      Worker worker = new Worker(settings, routes, transport, null, listener, recorder, limit);
      String deployment = await(vertx.deployVerticle(worker));
      try {
        return exchangeRounds(worker.port());
      } finally {
        await(vertx.undeploy(deployment));
      }
    } finally {
      await(upstream.close());
    }
  }

  private int exchangeRounds(int port) throws IOException {
    int rounds = 0;
    while (rounds < ROUNDS_MAX && remainingMillis() > 0) {
      try (Socket socket = new Socket(InetAddress.ofLiteral(HOST), port)) {
        socket.setSoTimeout((int) Math.max(1, remainingMillis()));
        socket.getOutputStream().write(ROUND);
        socket.getInputStream().readAllBytes();
        rounds++;
      } catch (SocketTimeoutException e) {
        break;
      }
    }
    return rounds;
  }

  private static Settings settings(Protocol protocol) throws InvalidSettings {
    return EffectiveSettings.load(
            Map.of(
                "host", HOST,
                "port", "0",
                "event-loops", "1",
                "smart.hedge-delay", "1ms",
                "overload.shed", "false",
                "upstream.protocol", protocol.name().toLowerCase(Locale.ROOT)),
            Map.of(),
            null)
        .settings();
  }

  /** Most requests succeed at once; some fail, some succeed late, and a few get no answer. */
  private void answer(HttpServerRequest request) {
    int turn = turns++ % 32;
    if (turn % 8 == 5) {
      request.response().setStatusCode(500).end();
    } else if (turn % 16 == 10) {
      vertx.setTimer(3, _ -> request.response().end("{\"time\":3}"));
    } else if (turn != 31) {
      request.response().end("{\"time\":0}");
    }
  }

  private long remainingMillis() {
    return TimeUnit.NANOSECONDS.toMillis(endNanos - System.nanoTime());
  }

  private static String head(String endpoint, String connection) {
    return "GET /api/%s?timeout=%d HTTP/1.1\r\nHost: %s\r\nConnection: %s\r\n\r\n"
        .formatted(endpoint, TIMEOUT_MILLIS, HOST, connection);
  }

  private static <T> T await(Future<T> future) throws TimeoutException {
    return future.await(STEP_LIMIT_SECONDS, TimeUnit.SECONDS);
  }
}
