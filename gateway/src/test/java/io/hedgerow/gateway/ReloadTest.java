package io.hedgerow.gateway;

import static io.hedgerow.testing.Eventually.assertEventually;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.hedgerow.gateway.route.reload.RoutesState;
import io.hedgerow.gateway.testing.LeakReports;
import io.hedgerow.gateway.testing.LiveObjects;
import io.hedgerow.gateway.testing.LogCapture;
import io.hedgerow.gateway.testing.RawCaller;
import io.hedgerow.gateway.testing.RawResponse;
import io.hedgerow.gateway.testing.ResourceSnapshot;
import io.hedgerow.gateway.testing.RunningGateway;
import io.hedgerow.gateway.upstream.UpstreamClient;
import io.hedgerow.simulator.Simulator;
import io.hedgerow.simulator.SimulatorOptions;
import io.hedgerow.simulator.fault.Behaviour;
import io.hedgerow.simulator.wire.ConnectionOptions;
import io.hedgerow.simulator.wire.Scheme;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Routes that are replaced while requests run. */
final class ReloadTest {
  /** {@code -Dreload.count=10000} takes about two minutes. */
  private static final int RELOADS = Integer.getInteger("reload.count", 300);

  private static final int EVENT_LOOPS = 2;
  private static final int CALLERS = 50;

  /** The first reloads load classes and start carriers of virtual threads, for good. */
  private static final int WARM_UP_RELOADS = 10;

  private static final Logger RELOAD_LOG = (Logger) LoggerFactory.getLogger("hedgerow.routes");

  @TempDir private Path folder;

  @BeforeAll
  static void logNoReloads() {
    RELOAD_LOG.setLevel(Level.WARN);
  }

  @AfterAll
  static void logReloads() {
    RELOAD_LOG.setLevel(null);
  }

  @Test
  void requestInFlight_whenItsRouteAndUpstreamGo_endsByThem() throws Exception {
    BlockingQueue<HttpExchange> arrived = new LinkedBlockingQueue<>();
    HttpServer upstream =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    upstream.createContext("/", arrived::add);
    upstream.start();
    write(
        """
        upstreams:
          old: {url: "http://127.0.0.1:%d/"}
        routes:
          old: {path: /old, upstream: old, deadline: {default: 30s}}
        """
            .formatted(upstream.getAddress().getPort()));
    try (Gateway gateway = startGateway("http://127.0.0.1:1/");
        RawCaller inFlight = new RawCaller(gateway.port())) {
      inFlight.get("/old");
      HttpExchange exchange = arrived.poll(20, TimeUnit.SECONDS);
      assertThat(exchange).isNotNull();

      write("routes:\n  new: {path: /new}\n");
      assertThat(reload(gateway).getString("result")).isEqualTo("applied");

      assertThat(statusOf(gateway, "/old")).isEqualTo(404);
      assertThat(gateway.load().upstream().attempts()).isEqualTo(1);
      exchange.sendResponseHeaders(200, 5);
      try (var body = exchange.getResponseBody()) {
        body.write("late\n".getBytes(StandardCharsets.US_ASCII));
      }
      RawResponse answer = inFlight.read();
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("late\n");
      // The connection of the removed upstream is closed after its last request.
      assertEventually(() -> gateway.load().upstream().connections(), 0);
    } finally {
      upstream.stop(0);
    }
  }

  @Test
  void certificatesOfANewUpstream_missingOrGarbage_refuseTheWholeFile() throws Exception {
    Path trusted = folder.resolve("ca.pem");
    try (Simulator simulator =
            Simulator.start(
                SimulatorOptions.defaults()
                    .withConnections(ConnectionOptions.defaults().withScheme(Scheme.HTTPS)));
        RunningGateway running = RunningGateway.start("routes=" + writeOneRoute("/before"))) {
      simulator.always(Behaviour.parse("ok@1ms"));
      running.always("ok@1ms");
      Gateway gateway = running.gateway();
      RoutesState before = gateway.routes();
      write(
          """
          upstreams:
            secure:
              url: %s
              tls.trust: %s
          routes:
            one: {path: /after}
            two: {path: /secure, upstream: secure, deadline: {default: 30s}}
          """
              .formatted(simulator.url(), trusted));
      String fault =
          "%s:4:16: tls.trust: %s (expected: system or a PEM file with a certificate (X.509))"
              .formatted(file(), trusted);

      assertRefused(gateway, before, fault);
      Files.writeString(trusted, "no PEM in it\n");
      assertRefused(gateway, before, fault);

      Files.writeString(trusted, simulator.certificatePem());
      assertThat(reload(gateway).getString("result")).isEqualTo("applied");
      assertThat(statusOf(gateway, "/before")).isEqualTo(404);
      assertThat(statusOf(gateway, "/secure")).isEqualTo(200);
    }
  }

  private Path writeOneRoute(String path) throws IOException {
    write("routes:\n  one: {path: %s, deadline: {default: 30s}}\n".formatted(path));
    return file();
  }

  private static void assertRefused(Gateway gateway, RoutesState before, String fault)
      throws IOException {
    JsonObject reload = reload(gateway);
    assertThat(reload.getString("result")).isEqualTo("invalid");
    assertThat(reload.getJsonObject("refused").getJsonArray("faults")).containsExactly(fault);
    assertThat(gateway.routes().routes()).isSameAs(before.routes());
    assertThat(statusOf(gateway, "/before")).isEqualTo(200);
    assertThat(statusOf(gateway, "/after")).isEqualTo(404);
  }

  @Test
  void bodies_thatMayFillTheHeap_areAWarningAtTheStartAndAtAReload() throws Exception {
    String small = "routes:\n  one: {path: /one, plan: {attempts: 1}, success: {body-max: 1KiB}}\n";
    String large =
        "routes:\n  one: {path: /one, plan: {attempts: 3}, success: {body-max: 16MiB}}\n";
    String warning =
        "WARN bodies may fill the heap, which ends the process. Set request.in-flight-max=auto,";
    write(large);
    try (LogCapture log = new LogCapture(Gateway.class.getName());
        Gateway gateway =
            RunningGateway.startGateway(
                "http://127.0.0.1:1/", "routes=" + file(), "request.in-flight-max=100000")) {
      assertThat(log.lines())
          .singleElement()
          .asString()
          .startsWith(warning)
          .contains(": at most 4800000 MiB (100000 requests in flight, 48MiB each); the heap");

      write(small);
      assertThat(reload(gateway).getString("result")).isEqualTo("applied");
      assertThat(log.lines()).hasSize(1);

      write(large);
      assertThat(reload(gateway).getString("result")).isEqualTo("applied");
      assertThat(log.lines()).hasSize(2).last().asString().startsWith(warning);
    }
  }

  @Test
  void reloads_underLoad_failNoRequestAndLeaveNothing() throws Exception {
    reloadUnderLoad(WARM_UP_RELOADS);
    ResourceSnapshot before = ResourceSnapshot.now();

    reloadUnderLoad(RELOADS);

    assertEventually(() -> ResourceSnapshot.now().beyond(before), "");
    LeakReports.assertNone();
  }

  private void reloadUnderLoad(int reloads) throws Exception {
    writeVersion(0, 1);
    try (RunningGateway running =
            RunningGateway.start("event-loops=" + EVENT_LOOPS, "routes=" + file());
        RawCaller management = new RawCaller(running.gateway().managementPort())) {
      int upstreamPort = running.simulator().port();
      running.always("ok@50ms");
      long clients = LiveObjects.count(UpstreamClient.class);

      writeVersion(0, upstreamPort);
      post(management);
      try (Load load = new Load(running.gateway().port())) {
        for (int version = 1; version <= reloads; version++) {
          writeVersion(version, upstreamPort);
          JsonObject reload = post(management);
          assertThat(reload.getString("result")).as(reload.encode()).isEqualTo("applied");
          load.awaitAnother();
        }
        load.stop();
        System.out.printf("%d reloads, %d requests%n", reloads, load.answers.get());
      }
      running.assertAtRest();
      assertEventually(() -> LiveObjects.count(UpstreamClient.class), clients);
    }
  }

  /** Alternates the upstream and the plan between versions; every second one has one more route. */
  private void writeVersion(int version, int upstreamPort) throws IOException {
    write(
        """
        upstreams:
          up: {url: "http://127.0.0.1:%d/api/work", connections-max: %d}
        defaults:
          upstream: up
          plan: {attempts: %d}
          deadline: {default: 30s}
        routes:
          one: {path: /one}
          two: {path: "/two/{id}"}
        %s
        """
            .formatted(
                upstreamPort,
                100 + version,
                1 + version % 3,
                version % 2 == 0 ? "" : "  three: {path: /three/*}"));
  }

  /** Callers that send requests until stopped; every answer must be a 200. */
  private static final class Load implements AutoCloseable {
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicBoolean isOver = new AtomicBoolean();
    private final AtomicLong answers = new AtomicLong();
    private final List<Future<?>> callers = new ArrayList<>();

    Load(int port) {
      for (int i = 0; i < CALLERS; i++) {
        String path = i % 2 == 0 ? "/one" : "/two/" + i;
        callers.add(
            threads.submit(
                () -> {
                  ask(port, path);
                  return null;
                }));
      }
    }

    private void ask(int port, String path) throws IOException {
      try (RawCaller caller = new RawCaller(port)) {
        while (!isOver.get()) {
          RawResponse answer = caller.get(path).read();
          assertThat(answer.status()).as(answer.body()).isEqualTo(200);
          answers.incrementAndGet();
        }
      }
    }

    /** Waits until one more request is answered. */
    void awaitAnother() {
      long before = answers.get();
      assertEventually(() -> answers.get() > before, true);
    }

    /** Fails if any answer was not a 200. */
    void stop() throws Exception {
      isOver.set(true);
      for (Future<?> caller : callers) {
        caller.get(60, TimeUnit.SECONDS);
      }
    }

    @Override
    public void close() {
      isOver.set(true);
      threads.shutdown();
    }
  }

  private Path file() {
    return folder.resolve("routes.yaml");
  }

  private void write(String text) throws IOException {
    Files.move(Files.writeString(folder.resolve("new"), text), file(), ATOMIC_MOVE);
  }

  private Gateway startGateway(String upstreamUrl) {
    return RunningGateway.startGateway(upstreamUrl, "routes=" + file());
  }

  private static JsonObject reload(Gateway gateway) throws IOException {
    try (RawCaller caller = new RawCaller(gateway.managementPort())) {
      return post(caller);
    }
  }

  private static JsonObject post(RawCaller management) throws IOException {
    return new JsonObject(management.request("POST", "/routes/reload").read().body());
  }

  private static int statusOf(Gateway gateway, String path) throws IOException {
    try (RawCaller caller = new RawCaller(gateway.port())) {
      return caller.get(path).read().status();
    }
  }
}
