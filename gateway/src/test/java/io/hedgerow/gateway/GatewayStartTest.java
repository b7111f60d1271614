package io.hedgerow.gateway;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hedgerow.gateway.route.Routes;
import io.hedgerow.gateway.route.reload.RoutesSource;
import io.hedgerow.gateway.settings.EffectiveSettings;
import io.hedgerow.gateway.settings.Settings;
import io.hedgerow.gateway.telemetry.Listener;
import io.hedgerow.testing.Eventually;
import java.util.AbstractList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A gateway that cannot start reports the reason and leaves nothing behind. */
final class GatewayStartTest {

  @Test
  void start_exception_isAStartFailureAndLeavesNoThread() throws Exception {
    Settings settings =
        EffectiveSettings.load(
                Map.of("host", "127.0.0.1", "port", "0", "management.port", "0"), Map.of(), null)
            .settings();
    RoutesSource routes = RoutesSource.of(Routes.builtIn(settings), settings);
    List<Listener> broken =
        new AbstractList<>() {
          @Override
          public Listener get(int index) {
            throw new IllegalStateException("broken\nin two lines");
          }

          @Override
          public int size() {
            return 1;
          }
        };
    Set<Thread> before = Thread.getAllStackTraces().keySet();

    assertThatThrownBy(() -> Gateway.start(settings, routes, broken))
        .isInstanceOf(StartFailure.class)
        .hasMessage("cannot start: java.lang.IllegalStateException: broken in two lines");

    Eventually.assertEventually(
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.isDaemon() && !before.contains(thread))
                .map(Thread::getName)
                .toList(),
        List.of());
  }
}
