package io.hedgerow.gateway.testing;

import static io.hedgerow.testing.Eventually.assertEventually;

import io.hedgerow.gateway.Gateway;
import io.hedgerow.gateway.StartFailure;
import io.hedgerow.gateway.route.Routes;
import io.hedgerow.gateway.route.file.InvalidRoutes;
import io.hedgerow.gateway.route.reload.RoutesSource;
import io.hedgerow.gateway.settings.EffectiveSettings;
import io.hedgerow.gateway.settings.InvalidSettings;
import io.hedgerow.gateway.settings.Settings;
import io.hedgerow.gateway.telemetry.Listener;
import io.hedgerow.simulator.Counts;
import io.hedgerow.simulator.ReceivedRequest;
import io.hedgerow.simulator.Simulator;
import io.hedgerow.simulator.SimulatorOptions;
import io.hedgerow.simulator.fault.Behaviour;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A gateway and its simulated upstream, on free loopback ports. As an extension in a static field
 * it serves all tests of a class. Each test starts with an unscripted simulator and zero counts,
 * and must leave nothing in flight.
 */
public final class RunningGateway
    implements BeforeEachCallback, AfterEachCallback, AfterAllCallback, AutoCloseable {
  /** Where the routes come from. */
  private interface Source {
    RoutesSource of(EffectiveSettings effective) throws InvalidRoutes;
  }

  private final Simulator simulator;
  private final Gateway gateway;
  private final RecordingListener listener;
  private final List<ReceivedRequest> received = new CopyOnWriteArrayList<>();
  private Counts before = new Counts(0, 0, 0);
  private long retriedBefore;

  private RunningGateway(Simulator simulator, Gateway gateway, RecordingListener listener) {
    this.simulator = simulator;
    this.gateway = gateway;
    this.listener = listener;
    simulator.onRequest(received::add);
    LeakReports.keep();
  }

  /** Starts both; settings are written as {@code smart.hedge-delay=20s}. */
  public static RunningGateway start(String... settings) {
    return startFrom(RoutesSource::of, settings);
  }

  /** Starts both with other routes than those of the settings. */
  public static RunningGateway start(Function<Settings, Routes> routes, String... settings) {
    return startFrom(
        effective -> RoutesSource.of(routes.apply(effective.settings()), effective.settings()),
        settings);
  }

  private static RunningGateway startFrom(Source routes, String... settings) {
    Simulator simulator = Simulator.start(SimulatorOptions.defaults());
    RecordingListener listener = new RecordingListener();
    Gateway gateway = startGateway(simulator.url(), routes, List.of(listener), settings);
    return new RunningGateway(simulator, gateway, listener);
  }

  /** Starts a gateway for this upstream, on free ports and one event loop unless told otherwise. */
  public static Gateway startGateway(String upstreamUrl, String... settings) {
    return startGateway(upstreamUrl, List.of(), settings);
  }

  /** The same, with additional listeners. */
  public static Gateway startGateway(
      String upstreamUrl, List<Listener> listeners, String... settings) {
    return startGateway(upstreamUrl, RoutesSource::of, listeners, settings);
  }

  private static Gateway startGateway(
      String upstreamUrl, Source routes, List<Listener> listeners, String... settings) {
    Map<String, String> values = new HashMap<>();
    values.put("host", "127.0.0.1");
    values.put("port", "0");
    values.put("management.port", "0");
    values.put("event-loops", "1");
    values.put("warm-up.time-max", "0s");
    values.put("upstream.url", upstreamUrl);
    // Tests run on busy machines, on which the gateway would shed, and rightly so.
    values.put("overload.shed", "false");
    Arrays.stream(settings)
        .map(setting -> setting.split("=", 2))
        .forEach(setting -> values.put(setting[0], setting[1]));
    try {
      EffectiveSettings effective = EffectiveSettings.load(values, Map.of(), null);
      return Gateway.start(effective.settings(), routes.of(effective), listeners);
    } catch (InvalidSettings | InvalidRoutes | StartFailure e) {
      throw new AssertionError(e);
    }
  }

  /**
   * A free port below the kernel's ephemeral range, so that no client takes it before a server
   * listens or while one restarts.
   */
  public static int freePort() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
      try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return port;
      } catch (BindException e) {
        // In use; try another one.
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  public Gateway gateway() {
    return gateway;
  }

  /** The events since the test began. */
  public RecordingListener listener() {
    return listener;
  }

  public Simulator simulator() {
    return simulator;
  }

  /** Scripts the next attempts, in order of their arrival upstream. */
  public void script(String... behaviours) {
    simulator.script(Arrays.stream(behaviours).map(Behaviour::parse).toArray(Behaviour[]::new));
  }

  /** Scripts all further attempts. */
  public void always(String behaviour) {
    simulator.always(Behaviour.parse(behaviour));
  }

  /** Sends a GET on a new connection. */
  public RawResponse get(String target) throws IOException {
    try (RawCaller caller = newCaller()) {
      return caller.get(target).read();
    }
  }

  public RawCaller newCaller() throws IOException {
    return new RawCaller(gateway.port());
  }

  /** The upstream's counts of attempts since the test began. */
  public Counts counts() {
    Counts now = simulator.counts();
    return new Counts(
        now.asked() - before.asked(),
        now.finished() - before.finished(),
        now.cancelled() - before.cancelled());
  }

  /** Attempts retried since the test began. */
  public long retried() {
    return gateway.load().upstream().wire().retried() - retriedBefore;
  }

  /** The attempts as they arrived upstream, since the test began. */
  public List<ReceivedRequest> received() {
    return received;
  }

  /** Waits until the upstream has counted exactly these attempts. */
  public void assertUpstream(long asked, long finished, long cancelled) {
    assertEventually(this::counts, new Counts(asked, finished, cancelled));
  }

  /** Waits until nothing is in flight here or upstream and every started event has its end. */
  public void assertAtRest() {
    assertEventually(() -> listener.open(), List.of());
    listener.assertContractKept();
    assertEventually(() -> gateway.load().isAtRest() ? "at rest" : gateway.load(), "at rest");
    assertEventually(() -> simulator.counts().working(), 0L);
  }

  @Override
  public void beforeEach(ExtensionContext context) throws IOException {
    // A loser of the previous test may have been sent but not yet read. Once the simulator's only
    // event loop has answered this request, it has read the loser.
    try (RawCaller caller = new RawCaller(simulator.port())) {
      caller.get("/counts").read();
    }
    simulator.clear();
    received.clear();
    listener.clear();
    before = simulator.counts();
    retriedBefore = gateway.load().upstream().wire().retried();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    assertAtRest();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    close();
  }

  @Override
  public void close() {
    gateway.close();
    simulator.close();
  }
}
