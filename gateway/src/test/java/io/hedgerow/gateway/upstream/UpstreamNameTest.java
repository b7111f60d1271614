package io.hedgerow.gateway.upstream;

import static io.hedgerow.testing.Eventually.assertEventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.simulator.Simulator;
import io.hedgerow.simulator.SimulatorOptions;
import io.hedgerow.simulator.fault.Behaviour;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The upstream's host name: its addresses change, and there may be several. */
final class UpstreamNameTest {
  private static final String SUCCESS = "1 succeeded: {\"time\": 0}";

  private final Simulator one = Simulator.start(SimulatorOptions.defaults());
  private final Simulator two =
      Simulator.start(SimulatorOptions.defaults().withHost("127.0.0.2").withPort(one.port()));
  private final NameServer names = new NameServer("127.0.0.1");
  // Every connection is too old to be reused.
  private final ClientBench bench =
      new ClientBench(
          ClientBench.settings(Map.of("upstream.connection-age-max", "1ms")),
          "http://upstream.example:" + one.port() + "/api/work",
          UpstreamClient.nameLookups().setServers(List.of(names.address())));

  @BeforeEach
  void begin() {
    one.always(Behaviour.parse("ok@0ms"));
    two.always(Behaviour.parse("ok@0ms"));
  }

  @AfterEach
  void close() {
    bench.close();
    names.close();
    two.close();
    one.close();
  }

  @Test
  void address_thatChanges_isFollowedThoughItsRecordLivesForAnHour() {
    assertThat(askAnew()).isEqualTo(SUCCESS);
    assertThat(one.counts().asked()).isEqualTo(1);

    names.answer("127.0.0.2");

    assertEventually(
        () -> {
          assertThat(askAnew()).isEqualTo(SUCCESS);
          return two.counts().asked() > 0;
        },
        true);
  }

  @Test
  void addresses_several_areUsedInTurn() {
    names.answer("127.0.0.1", "127.0.0.2");
    for (int i = 0; i < 6; i++) {
      assertThat(askAnew()).isEqualTo(SUCCESS);
    }
    assertThat(one.counts().asked()).isEqualTo(3);
    assertThat(two.counts().asked()).isEqualTo(3);
  }

  @Test
  void addresses_allButOneRefuse_theOtherIsUsed() {
    names.answer("127.0.0.3", "127.0.0.2", "127.0.0.4");
    for (int i = 0; i < 6; i++) {
      assertThat(askAnew()).isEqualTo(SUCCESS);
    }
    assertThat(two.counts().asked()).isEqualTo(6);
    bench.assertAtRest();
  }

  @Test
  void addresses_allRefuse_isUnreachable() {
    names.answer("127.0.0.3", "127.0.0.4");
    assertThat(askAnew()).isEqualTo("1 unreachable: connection refused");
    bench.assertAtRest();
  }

  /** Sends a request on a new connection. */
  private String askAnew() {
    assertEventually(
        () -> {
          bench.sweep();
          return bench.idle();
        },
        0);
    return bench.ask();
  }
}
