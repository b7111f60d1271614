package io.hedgerow.gateway.upstream;

import static io.hedgerow.testing.Eventually.assertEventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.core.replica.Ejection;
import io.hedgerow.core.replica.Picks;
import io.hedgerow.gateway.settings.HealthSettings;
import io.hedgerow.gateway.settings.ReplicaSettings;
import io.hedgerow.gateway.settings.TimeSpan;
import io.hedgerow.gateway.settings.UpstreamSettings;
import io.hedgerow.gateway.settings.UpstreamUrl;
import io.hedgerow.gateway.upstream.ClientBench.Launched;
import io.hedgerow.simulator.Simulator;
import io.hedgerow.simulator.SimulatorOptions;
import io.hedgerow.simulator.fault.Behaviour;
import io.vertx.core.dns.AddressResolverOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An upstream of several replicas, on real sockets. */
final class ReplicasTest {
  private static final String SUCCESS = "1 succeeded: {\"time\": 7}";
  private static final String FAILURE = "HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n";

  private final List<AutoCloseable> opened = new ArrayList<>();
  private final RawUpstream one = open(new RawUpstream(RawUpstream.always(RawUpstream.OK)));
  private final RawUpstream two = open(new RawUpstream(RawUpstream.always(RawUpstream.OK)));

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : opened.reversed()) {
      each.close();
    }
  }

  @Test
  void attemptsOfARace_goToDifferentReplicas() {
    RawUpstream three = open(new RawUpstream(RawUpstream.always(RawUpstream.OK)));
    ClientBench bench = connected(one, two, three);

    for (int race = 0; race < 10; race++) {
      Picks picks = new Picks();
      Launched launched = new Launched();
      for (int number = 1; number <= 3; number++) {
        bench.launch(number, picks, launched);
      }
      assertEventually(() -> launched.told().size(), 3);
    }

    assertThat(Stream.of(one, two, three).map(RawUpstream::requests)).containsOnly(10);
    bench.assertAtRest();
  }

  /** Over HTTP/1.1, cancelling an attempt closes its connection. */
  @Test
  void aReplicaWhoseAttemptsAreCancelled_staysConnected() {
    RawUpstream slow =
        open(
            new RawUpstream(
                connection -> {
                  connection.readRequest();
                  connection.readRequest();
                }));
    ClientBench bench = connected(one, slow);

    for (int race = 1; race <= 5; race++) {
      Picks picks = new Picks();
      Launched launched = new Launched();
      List<UpstreamAttempt> attempts =
          List.of(bench.launch(1, picks, launched), bench.launch(2, picks, launched));
      assertEventually(() -> launched.told().size(), 1);
      attempts.forEach(bench::cancel);
      assertEventually(() -> bench.isConnected(slow.port()), true);
    }

    assertThat(one.requests()).isEqualTo(5);
    bench.assertAtRest();
  }

  @Test
  void moreAttemptsThanReplicas_useOneOfThemTwice() {
    ClientBench bench = connected(one, two);
    Picks picks = new Picks();
    Launched launched = new Launched();

    for (int number = 1; number <= 3; number++) {
      bench.launch(number, picks, launched);
    }

    assertEventually(() -> launched.told().size(), 3);
    assertThat(launched.placed()).map(placed -> placed.charAt(0)).containsExactly('1', '2', '3');
    assertThat(launched.placed().subList(0, 2))
        .map(placed -> placed.substring(2))
        .containsExactlyInAnyOrder("127.0.0.1:" + one.port(), "127.0.0.1:" + two.port());
    assertThat(one.requests() + two.requests()).isEqualTo(3);
    assertThat(one.requests()).isBetween(1, 2);
  }

  @Test
  void aReplicaThatRefusesConnections_failsNoAttempt() throws IOException {
    RawUpstream gone = new RawUpstream();
    gone.close();
    ClientBench bench = bench(one.url(), gone.url());

    for (int i = 0; i < 20; i++) {
      assertThat(bench.ask()).isEqualTo(SUCCESS);
    }

    assertThat(one.requests()).isEqualTo(20);
    bench.assertAtRest();
  }

  @Test
  void aReplicaThatDoesNotAnswerConnects_delaysNoAttemptOnceAnotherIsConnected() {
    DeafUpstream deaf = open(new DeafUpstream());
    ClientBench bench = bench(one.url(), deaf.url());
    assertEventually(() -> bench.isConnected(one.port()), true);

    for (int i = 0; i < 20; i++) {
      assertThat(bench.ask()).isEqualTo(SUCCESS);
    }

    // No attempt has waited for the deaf replica, so none has failed or moved.
    assertThat(one.requests()).isEqualTo(20);
    assertThat(bench.failures(deaf.url())).isEmpty();
  }

  @Test
  void anAttemptBeforeAnyConnection_movesToAnotherReplica() {
    DeafUpstream deaf = open(new DeafUpstream());
    DeafUpstream alsoDeaf = open(new DeafUpstream());
    ClientBench bench = bench(deaf.url(), alsoDeaf.url(), one.url());
    Launched launched = new Launched();

    bench.launch(1, new Picks(), launched);

    assertEventually(launched::told, List.of(SUCCESS));
    assertThat(launched.placed()).last().isEqualTo("1 127.0.0.1:" + one.port());
  }

  @Test
  void anAttemptWithoutAConnection_movesOnAfterAWhile() {
    DeafUpstream deaf = open(new DeafUpstream());
    DeafUpstream alsoDeaf = open(new DeafUpstream());
    ClientBench bench = bench(deaf.url(), alsoDeaf.url());
    Launched launched = new Launched();

    bench.launch(1, new Picks(), launched);

    assertEventually(() -> launched.placed().size(), 2);
    assertThat(launched.placed()).doesNotHaveDuplicates();
    assertThat(launched.told()).isEmpty();
  }

  @Test
  void aSingleReplica_isNotNamed() {
    ClientBench bench = bench(one.url());
    Launched launched = new Launched();

    bench.launch(1, new Picks(), launched);

    assertEventually(launched::told, List.of(SUCCESS));
    assertThat(launched.placed()).isEmpty();
  }

  @Test
  void aReplicaThatHangsUp_losesNoAttempt() throws IOException {
    ClientBench bench = connected(one, two);
    for (int i = 0; i < 10; i++) {
      assertThat(bench.ask()).isEqualTo(SUCCESS);
    }

    one.close();

    for (int i = 0; i < 20; i++) {
      assertThat(bench.ask()).isEqualTo(SUCCESS);
    }
    bench.assertAtRest();
  }

  /** The connection may have been stale, or the answer may not be HTTP. */
  @ParameterizedTest
  @ValueSource(strings = {"", "garbage\r\n\r\n"})
  void aReplicaThatDiesWithARequest_losesIt_toAnother(String answered) {
    RawUpstream dying =
        open(
            new RawUpstream(
                connection -> {
                  connection.readRequest();
                  connection.write(answered);
                }));
    ClientBench bench = connected(one, dying);

    while (dying.requests() == 0) {
      assertThat(bench.ask()).isEqualTo(SUCCESS);
    }

    assertThat(bench.failures(dying.url())).containsOnlyKeys("connection-lost");
    bench.assertAtRest();
  }

  @Test
  void aReplicaThatFails_isEjected() {
    RawUpstream bad = open(new RawUpstream(RawUpstream.always(FAILURE)));
    ClientBench bench = connected(one, two, bad);
    String name = "127.0.0.1:" + bad.port();

    for (int race = 0; race < 5; race++) {
      Picks picks = new Picks();
      Launched launched = new Launched();
      for (int number = 1; number <= 3; number++) {
        bench.launch(number, picks, launched);
      }
      assertEventually(() -> launched.told().size(), 3);
    }

    assertThat(bench.replicas()).contains(name + " ejected");
    assertThat(bad.requests()).isEqualTo(5);
    for (int i = 0; i < 20; i++) {
      assertThat(bench.ask()).isEqualTo(SUCCESS);
    }
  }

  @Test
  void retryAfter_keepsHedgesAwayFromTheReplica() {
    RawUpstream busy =
        open(
            new RawUpstream(
                RawUpstream.always(
                    "HTTP/1.1 503 Busy\r\nRetry-After: 60\r\nContent-Length: 0\r\n\r\n")));
    ClientBench bench = connected(one, busy);
    assertThat(bench.permitsHedges()).isTrue();
    while (busy.requests() == 0) {
      bench.ask();
    }
    for (int i = 0; i < 20; i++) {
      assertThat(bench.hedge()).isEqualTo(SUCCESS);
    }
    assertThat(busy.requests()).isEqualTo(1);
  }

  @Test
  void addressesOfAName_aboveTheMaximum_areLeftOut() {
    String[] addresses =
        IntStream.rangeClosed(1, 101).mapToObj(i -> "127.0.0." + i).toArray(String[]::new);
    NameServer names = open(new NameServer(addresses));
    UpstreamUrl url = UpstreamUrl.parse("http://upstream.example:1/");
    ClientBench bench =
        open(
            new ClientBench(
                ClientBench.settings().withReplicas(ReplicaSettings.byDns(url)),
                UpstreamClient.nameLookups().setServers(List.of(names.address()))));

    assertEventually(() -> bench.replicas().size(), 100);
  }

  @Test
  void addressesOfAName_areReplicas_andFollowIt() {
    Simulator here = open(Simulator.start(SimulatorOptions.defaults()));
    Simulator there =
        open(
            Simulator.start(
                SimulatorOptions.defaults().withHost("127.0.0.2").withPort(here.port())));
    here.always(Behaviour.parse("ok@0ms"));
    there.always(Behaviour.parse("ok@0ms"));
    NameServer names = open(new NameServer("127.0.0.1", "127.0.0.2"));
    UpstreamUrl url = UpstreamUrl.parse("http://upstream.example:" + here.port() + "/api/work");
    ClientBench bench =
        open(
            new ClientBench(
                ClientBench.settings().withReplicas(ReplicaSettings.byDns(url)),
                UpstreamClient.nameLookups().setServers(List.of(names.address()))));
    String port = ":" + here.port();
    assertEventually(
        bench::replicas, List.of("127.0.0.1" + port + " in", "127.0.0.2" + port + " in"));

    Launched launched = new Launched();
    Picks picks = new Picks();
    bench.launch(1, picks, launched);
    bench.launch(2, picks, launched);
    assertEventually(() -> launched.told().size(), 2);
    assertThat(here.counts().asked()).isEqualTo(1);
    assertThat(there.counts().asked()).isEqualTo(1);

    names.answer("127.0.0.2");
    assertEventually(
        () -> {
          bench.sweep();
          return bench.replicas();
        },
        List.of("127.0.0.2" + port + " in"));
    bench.assertAtRest();
  }

  @Test
  void healthCheck_asksEachReplicaThePath_andSaysWhetherOneWasHealthy() {
    RawUpstream sick = open(new RawUpstream(RawUpstream.always(FAILURE)));
    assertChecked(sick, false);
    assertChecked(one, true);
  }

  @Test
  void healthCheck_withoutAnAnswer_isGivenUpAndRepeated() {
    RawUpstream silent = open(new RawUpstream(RawUpstream.Connection::awaitEnd));
    ClientBench bench = checked(silent);
    assertEventually(
        () -> {
          bench.sweep();
          return silent.ended() >= 2;
        },
        true);
    assertThat(bench.wasHealthy()).isFalse();
    assertEventually(() -> bench.load().timers(), 0);
  }

  private void assertChecked(RawUpstream upstream, boolean isHealthy) {
    ClientBench bench = checked(upstream);
    assertThat(bench.wasHealthy()).isFalse();
    int before = upstream.requests();
    assertEventually(
        () -> {
          bench.sweep();
          return upstream.requests() - before >= 2;
        },
        true);
    assertThat(bench.wasHealthy()).isEqualTo(isHealthy);
  }

  private ClientBench checked(RawUpstream upstream) {
    HealthSettings health = new HealthSettings("/health", new TimeSpan(100));
    ReplicaSettings replicas =
        ReplicaSettings.listed(List.of(UpstreamUrl.parse(upstream.url())))
            .with(Ejection.defaults(), health);
    return open(
        new ClientBench(
            ClientBench.settings().withReplicas(replicas), new AddressResolverOptions()));
  }

  private ClientBench connected(RawUpstream... upstreams) {
    ClientBench bench = bench(Stream.of(upstreams).map(RawUpstream::url).toArray(String[]::new));
    for (RawUpstream upstream : upstreams) {
      assertEventually(() -> bench.isConnected(upstream.port()), true);
    }
    return bench;
  }

  private ClientBench bench(String... urls) {
    UpstreamSettings settings =
        ClientBench.settings()
            .withReplicas(ReplicaSettings.listed(Stream.of(urls).map(UpstreamUrl::parse).toList()));
    return open(new ClientBench(settings, new AddressResolverOptions()));
  }

  private <T extends AutoCloseable> T open(T resource) {
    opened.add(resource);
    return resource;
  }
}
