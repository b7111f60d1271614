package io.hedgerow.gateway.upstream;

import static io.hedgerow.testing.Eventually.assertEventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.Gateway;
import io.hedgerow.gateway.telemetry.WireSnapshot;
import io.hedgerow.gateway.testing.RawCaller;
import io.hedgerow.gateway.testing.RawResponse;
import io.hedgerow.gateway.testing.RunningGateway;
import io.hedgerow.simulator.Simulator;
import io.hedgerow.simulator.SimulatorOptions;
import io.hedgerow.simulator.fault.Behaviour;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Losers on HTTP/2: reset within the budget, drained beyond it; no connection is ever closed. */
final class Http2LosersTest {
  private final Simulator simulator = Simulator.start(SimulatorOptions.defaults());
  private final List<Gateway> gateways = new ArrayList<>();

  @AfterEach
  void close() {
    gateways.forEach(Gateway::close);
    simulator.close();
  }

  @Test
  void losers_withinTheBudget_areReset() throws Exception {
    Gateway gateway = start("upstream.resets-max=150");
    warmUp(gateway);
    race(gateway, 10);

    assertEventually(() -> wire(gateway).streamsReset(), 20L);
    assertThat(wire(gateway).drained()).isZero();
    assertEventually(() -> simulator.connectionCounts().resets(), 20L);
  }

  @Test
  void losers_beyondTheBudget_areDrainedAndTheUpstreamFinishesThem() throws Exception {
    Gateway gateway = start("upstream.resets-max=0");
    warmUp(gateway);
    race(gateway, 10);

    assertEventually(() -> gateway.load().isAtRest(), true);
    assertThat(wire(gateway)).isEqualTo(new WireSnapshot(0, 0, 20, 0, 0, 0, 0, 0));
    assertThat(simulator.counts().cancelled()).isZero();
    assertThat(simulator.counts().finished()).isEqualTo(33);
  }

  @Test
  void drain_longerThanItsLimit_isResetAfterAll() throws Exception {
    Gateway gateway = start("upstream.resets-max=0", "upstream.drain-timeout=50ms");
    warmUp(gateway);
    simulator.script(Behaviour.parse("ok@1ms"));
    simulator.always(Behaviour.parse("hang@0ms"));
    ask(gateway, "/api/first?timeout=30000").assertOk("{\"time\": 1}");

    assertEventually(() -> gateway.load().isAtRest(), true);
    assertThat(wire(gateway)).isEqualTo(new WireSnapshot(0, 2, 2, 2, 0, 0, 0, 0));
    assertEventually(() -> simulator.counts().cancelled(), 2L);
  }

  @Test
  void losers_farMoreThanServersTolerate_endNoConnection() throws Exception {
    Gateway gateway = start();
    warmUp(gateway);
    race(gateway, 400);

    assertEventually(() -> gateway.load().isAtRest(), true);
    assertThat(simulator.connectionCounts().enhanceYourCalm()).isZero();
    assertThat(simulator.connectionCounts().resets()).isBetween(1L, 200L * 3);
    assertThat(wire(gateway).drained()).isPositive();
  }

  @Test
  void http1Losers_drainedByConfiguration_keepTheirConnections() throws Exception {
    Gateway gateway = start("upstream.protocol=http1", "upstream.cancel=drain");
    simulator.always(Behaviour.parse("ok@20ms"));
    for (int i = 0; i < 5; i++) {
      ask(gateway, "/api/first?timeout=30000").assertOk("{\"time\": 20}");
    }

    assertEventually(() -> gateway.load().isAtRest(), true);
    assertThat(wire(gateway).connectionsAborted()).isZero();
    assertThat(wire(gateway).drained()).isPositive();
    assertThat(simulator.counts().cancelled()).isZero();
  }

  @Test
  void blackHole_acceptedButNeverAnswered_isGivenUpAndReplaced() throws Exception {
    simulator.always(Behaviour.parse("ok@1ms"));
    simulator.blackHole(1);
    Gateway gateway = start("upstream.connect-timeout=200ms");

    // The other lanes answer at once; the black-holed one does so in the end.
    ask(gateway, "/api/first?timeout=30000").assertOk("{\"time\": 1}");
    ask(gateway, "/api/all?timeout=30000");
    ask(gateway, "/api/all?timeout=30000")
        .assertOk("[{\"time\": 1}, {\"time\": 1}, {\"time\": 1}]");
    assertEventually(() -> gateway.load().isAtRest(), true);
  }

  @Test
  void goAway_betweenRequests_isFollowedWithoutAFailure() throws Exception {
    simulator.always(Behaviour.parse("ok@1ms"));
    Gateway gateway = start();
    for (int i = 0; i < 5; i++) {
      ask(gateway, "/api/all?timeout=30000")
          .assertOk("[{\"time\": 1}, {\"time\": 1}, {\"time\": 1}]");
      simulator.goAway();
    }
    assertEventually(() -> gateway.load().isAtRest(), true);
  }

  /** Opens a connection in each lane, so that no loser is cancelled before it is sent. */
  private void warmUp(Gateway gateway) throws Exception {
    simulator.script(
        Behaviour.parse("ok@1ms"), Behaviour.parse("ok@1ms"), Behaviour.parse("ok@1ms"));
    ask(gateway, "/api/all?timeout=30000")
        .assertOk("[{\"time\": 1}, {\"time\": 1}, {\"time\": 1}]");
  }

  /** Runs races in which one attempt wins at once and the two others would take 20 ms more. */
  private void race(Gateway gateway, int count) throws Exception {
    for (int i = 0; i < count; i++) {
      long asked = simulator.counts().asked();
      simulator.script(
          Behaviour.parse("ok@0ms"), Behaviour.parse("ok@20ms"), Behaviour.parse("ok@20ms"));
      ask(gateway, "/api/first?timeout=30000").assertOk("{\"time\": 0}");
      // Otherwise a loser that arrives late would take a behaviour scripted for the next race.
      assertEventually(() -> simulator.counts().asked(), asked + 3);
    }
  }

  private Gateway start(String... settings) {
    List<String> all = new ArrayList<>(List.of("upstream.protocol=http2"));
    all.addAll(List.of(settings));
    Gateway gateway = RunningGateway.startGateway(simulator.url(), all.toArray(String[]::new));
    gateways.add(gateway);
    return gateway;
  }

  private static RawResponse ask(Gateway gateway, String target) throws Exception {
    try (RawCaller caller = new RawCaller(gateway.port())) {
      return caller.get(target).read();
    }
  }

  private static WireSnapshot wire(Gateway gateway) {
    return gateway.load().upstream().wire();
  }
}
