package io.hedgerow.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.hedgerow.gateway.inbound.GuardedTransport;
import io.hedgerow.gateway.settings.EffectiveSettings;
import io.hedgerow.gateway.settings.Settings;
import io.hedgerow.gateway.settings.UpstreamUrl;
import io.hedgerow.gateway.testing.LogCapture;
import io.hedgerow.gateway.testing.MetricsScrape;
import io.hedgerow.gateway.testing.RunningGateway;
import io.hedgerow.simulator.Counts;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** The warm-up sends requests that are not counted, logged or traced. */
final class WarmUpTest {
  private static final String ALL_ROUNDS = "DEBUG warm-up: 20 rounds, ";

  private final Logger logger = (Logger) LoggerFactory.getLogger(WarmUp.class);
  private LogCapture log;
  private LogCapture everything;

  @BeforeEach
  void capture() {
    logger.setLevel(Level.DEBUG);
    log = new LogCapture(WarmUp.class.getName());
    everything = new LogCapture(Logger.ROOT_LOGGER_NAME);
  }

  @AfterEach
  void restore() {
    log.close();
    everything.close();
    logger.setLevel(null);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http1", "http2"})
  void start_warmUp_isSeenByNobody(String protocol) throws Exception {
    try (RunningGateway running =
        RunningGateway.start(
            "warm-up.time-max=10s",
            "upstream.protocol=" + protocol,
            "rate-limit.requests=1",
            "rate-limit.window=60m",
            "hedge.budget=0.1",
            "log.success-ratio=1")) {
      assertThat(log.lines()).singleElement().asString().startsWith(ALL_ROUNDS);
      assertThat(everything.lines()).isEqualTo(log.lines());
      assertThat(running.listener().events()).isEmpty();
      assertThat(running.simulator().counts()).isEqualTo(new Counts(0, 0, 0));
      assertThat(counted(MetricsScrape.of(running.gateway()))).isEmpty();
      assertThat(running.gateway().load().isAtRest()).isTrue();
      running.always("ok@0ms");
      assertThat(running.get("/api/first?timeout=30000").status()).isEqualTo(200);
    }
  }

  @Test
  void start_withoutWarmUp_makesNoRounds() {
    RunningGateway.start("warm-up.time-max=0s").close();

    assertThat(log.lines()).isEmpty();
  }

  /** The limit passes before the first round, or in the middle of one. */
  @ParameterizedTest
  @ValueSource(strings = {"1ms", "10ms", "20ms", "40ms"})
  void start_timeIsUp_goesOnWithoutAWarning(String limit) {
    RunningGateway.start("warm-up.time-max=" + limit).close();

    assertThat(log.lines()).singleElement().asString().startsWith("DEBUG warm-up: ");
  }

  @Test
  void failure_isOneLineInTheLog() throws Exception {
    Settings settings = EffectiveSettings.load(Map.of(), Map.of(), null).settings();
    Vertx vertx = Vertx.vertx();
    vertx.close().await(20, TimeUnit.SECONDS);

    WarmUp.run(
        vertx, GuardedTransport.overBest(), settings, UpstreamUrl.parse("http://127.0.0.1:1/"));

    assertThat(log.lines())
        .singleElement()
        .asString()
        .startsWith("WARN warm-up failed, so the first answers may be slow: ");
  }

  /** The nonzero metrics that count requests and attempts. */
  private static Map<String, Double> counted(MetricsScrape metrics) {
    Map<String, Double> counted = new TreeMap<>();
    metrics
        .samples()
        .forEach(
            (name, value) -> {
              boolean isOfTheLoop = name.startsWith("hedgerow_loop_delay");
              boolean isLimit = name.equals("hedgerow_attempts_limit");
              boolean isOfRoutes = name.startsWith("hedgerow_routes_");
              boolean isState = name.startsWith("hedgerow_replica_state");
              boolean isCount = !isOfTheLoop && !isLimit && !isOfRoutes && !isState;
              if (name.startsWith("hedgerow_") && isCount && value != 0) {
                counted.put(name, value);
              }
            });
    return counted;
  }
}
