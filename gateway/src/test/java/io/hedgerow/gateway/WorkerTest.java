package io.hedgerow.gateway;

import static io.hedgerow.testing.EventLoopCall.await;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hedgerow.gateway.inbound.GuardedTransport;
import io.hedgerow.gateway.protection.RequestLimit;
import io.hedgerow.gateway.route.Routes;
import io.hedgerow.gateway.settings.EffectiveSettings;
import io.hedgerow.gateway.settings.Settings;
import io.hedgerow.gateway.settings.UpstreamUrl;
import io.hedgerow.gateway.telemetry.Listeners;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Calls to a worker from other threads. */
final class WorkerTest {

  @Test
  void call_failsOnTheEventLoop_failsItsFuture() throws Exception {
    Settings settings = EffectiveSettings.load(Map.of(), Map.of(), null).settings();
    Worker notStarted =
        new Worker(
            settings,
            RoutesInForce.of(
                Routes.builtIn(settings),
                settings.upstream().withUrl(UpstreamUrl.parse("http://127.0.0.1:1/")),
                null),
            GuardedTransport.overBest(),
            null,
            new Listeners(List.of()),
            null,
            new RequestLimit(1));
    Vertx vertx = Vertx.vertx();
    try {
      notStarted.init(vertx, vertx.getOrCreateContext());

      assertThatThrownBy(() -> await(notStarted.load()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("worker: not started");
    } finally {
      vertx.close().await(20, TimeUnit.SECONDS);
    }
  }
}
