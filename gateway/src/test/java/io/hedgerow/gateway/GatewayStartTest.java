package io.hedgerow.gateway;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hedgerow.gateway.route.Routes;
import io.hedgerow.gateway.route.reload.RoutesSource;
import io.hedgerow.gateway.settings.EffectiveSettings;
import io.hedgerow.gateway.settings.Settings;
import io.hedgerow.gateway.telemetry.Listener;
import io.hedgerow.simulator.wire.SelfSignedCertificate;
import io.hedgerow.testing.Eventually;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that cannot start reports the reason and leaves nothing behind. */
final class GatewayStartTest {
  @TempDir private Path folder = Path.of("");

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

  /** The file was valid when the configuration was read. */
  @Test
  void start_fileOfAnUpstreamUnusable_namesUpstreamAndFile() throws Exception {
    Path trusted =
        Files.writeString(
            folder.resolve("ca.pem"), SelfSignedCertificate.create().certificatePem());
    Path file =
        Files.writeString(
            folder.resolve("routes.yaml"),
            """
            upstreams: {up: {url: https://up/, tls.trust: %s}}
            routes: {dog: {path: /dog, upstream: up}}
            """
                .formatted(trusted));
    EffectiveSettings effective =
        EffectiveSettings.load(
            Map.of(
                "host", "127.0.0.1",
                "port", "0",
                "management.port", "0",
                "routes", file.toString()),
            Map.of(),
            null);
    RoutesSource routes = RoutesSource.of(effective);
    Gateway.check(effective.settings(), routes.initial());
    Files.writeString(trusted, "no PEM in it\n");

    String message =
        "cannot start: upstream up: TLS: %s (expected: a PEM file with a certificate (X.509))"
            .formatted(trusted);
    assertThatThrownBy(() -> Gateway.start(effective.settings(), routes, List.of()))
        .isInstanceOf(StartFailure.class)
        .hasMessage(message);
    assertThatThrownBy(() -> Gateway.check(effective.settings(), routes.initial()))
        .isInstanceOf(StartFailure.class)
        .hasMessage(message);
  }
}
