package io.hedgerow.gateway.telemetry.metrics;

import static io.hedgerow.testing.Eventually.assertEventually;
import static java.util.Comparator.comparingInt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.hedgerow.core.race.Plan;
import io.hedgerow.gateway.Gateway;
import io.hedgerow.gateway.route.Route;
import io.hedgerow.gateway.route.Routes;
import io.hedgerow.gateway.settings.Golden;
import io.hedgerow.gateway.settings.Settings;
import io.hedgerow.gateway.testing.MetricsScrape;
import io.hedgerow.gateway.testing.RawCaller;
import io.hedgerow.gateway.testing.RawResponse;
import io.hedgerow.gateway.testing.RouteBuilder;
import io.hedgerow.gateway.testing.RunningGateway;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code /metrics}: requests and attempts, in a format that Prometheus accepts. */
final class MetricsTest {
  @RegisterExtension
  static final RunningGateway GATEWAY =
      RunningGateway.start(MetricsTest::routes, "smart.hedge-delay=100ms");

  private MetricsScrape before;

  @BeforeEach
  void scrape() throws IOException {
    before = MetricsScrape.of(GATEWAY.gateway());
  }

  @Test
  void requestAndAttempts_areCountedApart() throws Exception {
    GATEWAY.script("ok@0ms", "hang@0ms", "hang@0ms");
    GATEWAY.get("/api/first?timeout=30000").assertOk("{\"time\": 0}");

    assertThat(grown("hedgerow_requests_total"))
        .containsOnly(entry("hedgerow_requests_total{route=\"first\",verdict=\"succeeded\"}", 1.0));
    assertThat(grown("hedgerow_attempts_total"))
        .containsOnly(
            entry(attempts("succeeded", "primary", "success"), 1.0),
            entry(attempts("cancelled", "primary", "unknown"), 2.0));
    assertThat(grown("hedgerow_request_duration_seconds_count"))
        .containsOnly(entry("hedgerow_request_duration_seconds_count{route=\"first\"}", 1.0));
    assertThat(grown("hedgerow_request_headroom_seconds_sum").values())
        .singleElement()
        .satisfies(headroom -> assertThat(headroom).isBetween(20.0, 30.0));
    assertThat(grown("hedgerow_upstream_wasted_seconds_total").keySet())
        .containsExactly(
            "hedgerow_upstream_wasted_seconds_total{reason=\"superseded\",route=\"first\"}");
  }

  @Test
  void upstreamState_hasFiveValues() throws Exception {
    GATEWAY.script("status:500@0ms", "status:503@0ms", "body:nonsense@0ms");
    GATEWAY.get("/api/all?timeout=30000").assertProblem(503, "upstream-failed");
    GATEWAY.script("reset-inside@0ms", "ok@0ms", "hang@0ms");
    GATEWAY.get("/api/all?timeout=1000").assertProblem(503, "deadline");

    assertThat(grown("hedgerow_attempts_total"))
        .containsOnly(
            entry(attempts("bad-status", "primary", "service-error"), 1.0),
            entry(attempts("bad-status", "primary", "unavailable"), 1.0),
            entry(attempts("bad-payload", "primary", "invalid"), 1.0),
            entry(attempts("connection-lost", "primary", "unavailable"), 1.0),
            entry(attempts("succeeded", "primary", "success"), 1.0),
            entry(attempts("timed-out", "primary", "timeout"), 1.0));
    assertThat(grown("hedgerow_upstream_wasted_seconds_total").keySet())
        .containsExactly(
            "hedgerow_upstream_wasted_seconds_total{reason=\"deadline\",route=\"all\"}",
            "hedgerow_upstream_wasted_seconds_total{reason=\"unused\",route=\"all\"}");
  }

  @Test
  void hedge_winsOverARunningPrimary_savesTime() throws Exception {
    // The estimator learns the duration of primaries from these.
    for (int i = 0; i < 3; i++) {
      GATEWAY.script("ok@2000ms", "hang@0ms", "hang@0ms");
      GATEWAY.get("/api/smart?timeout=30000");
    }
    GATEWAY.assertAtRest();
    scrape();
    GATEWAY.script("hang@0ms", "ok@0ms", "hang@0ms");
    GATEWAY.get("/api/smart?timeout=30000&envelope=false").assertOk("{\"time\": 0}");

    assertThat(grown("hedgerow_hedges_total"))
        .containsOnly(
            entry("hedgerow_hedges_total{reason=\"hedge-delay-passed\",route=\"smart\"}", 2.0));
    assertThat(grown("hedgerow_hedges_won_total"))
        .containsOnly(entry("hedgerow_hedges_won_total{primary=\"running\",route=\"smart\"}", 1.0));
    assertThat(grown("hedgerow_hedges_time_saved_seconds_total").values())
        .singleElement()
        .satisfies(saved -> assertThat(saved).isBetween(0.5, 2.5));
  }

  @Test
  void hedge_winsOverAFailedPrimary_savesTheRequest() throws Exception {
    GATEWAY.script("status:500@0ms", "ok@0ms", "hang@0ms");
    GATEWAY.get("/api/smart?timeout=30000&envelope=false").assertOk("{\"time\": 0}");

    assertThat(grown("hedgerow_hedges_total"))
        .containsOnly(
            entry("hedgerow_hedges_total{reason=\"attempt-failed\",route=\"smart\"}", 2.0));
    assertThat(grown("hedgerow_hedges_won_total"))
        .containsOnly(entry("hedgerow_hedges_won_total{primary=\"failed\",route=\"smart\"}", 1.0));
    assertThat(grown("hedgerow_hedges_time_saved_seconds_total")).isEmpty();
  }

  @Test
  void primary_winsThoughHedgesRun_isNoHedgeWon() throws Exception {
    BlockingQueue<HttpExchange> arrived = new LinkedBlockingQueue<>();
    HttpServer upstream =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    upstream.createContext("/", arrived::add);
    upstream.start();
    String url = "http://127.0.0.1:" + upstream.getAddress().getPort() + "/";
    try (Gateway gateway = RunningGateway.startGateway(url, "smart.hedge-delay=100ms");
        RawCaller caller = new RawCaller(gateway.port())) {
      caller.get("/api/smart?timeout=30000&envelope=false");
      List<HttpExchange> attempts = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        attempts.add(arrived.poll(20, TimeUnit.SECONDS));
      }
      // They may arrive in any order. The primary has more time left than the hedges.
      answer(Collections.max(attempts, comparingInt(MetricsTest::millisLeft)), "{\"time\": 1}");

      caller.read().assertOk("{\"time\": 1}");
      assertEventually(() -> gateway.load().isAtRest(), true);
      assertThat(MetricsScrape.of(gateway).samples())
          .containsEntry(
              "hedgerow_hedges_total{reason=\"hedge-delay-passed\",route=\"smart\"}", 2.0)
          .containsEntry("hedgerow_hedges_won_total{primary=\"running\",route=\"smart\"}", 0.0)
          .containsEntry("hedgerow_hedges_won_total{primary=\"failed\",route=\"smart\"}", 0.0);
    } finally {
      upstream.stop(0);
    }
  }

  private static int millisLeft(HttpExchange attempt) {
    return Integer.parseInt(attempt.getRequestHeaders().getFirst("hedgerow-deadline-ms"));
  }

  private static void answer(HttpExchange attempt, String body) throws IOException {
    attempt.sendResponseHeaders(200, body.length());
    attempt.getResponseBody().write(body.getBytes(StandardCharsets.US_ASCII));
    attempt.close();
  }

  @Test
  void request_inFlight_isShown() throws Exception {
    GATEWAY.always("hang@0ms");
    try (RawCaller caller = GATEWAY.newCaller()) {
      caller.get("/api/all?timeout=30000");
      assertEventually(() -> GATEWAY.gateway().load().upstream().exchanges(), 3);

      assertThat(MetricsScrape.of(GATEWAY.gateway()).samples())
          .containsEntry("hedgerow_requests_in_flight", 1.0)
          .containsEntry("hedgerow_attempts_in_flight", 3.0)
          .containsEntry("hedgerow_upstream_exchanges", 3.0);
    }
    GATEWAY.assertAtRest();
    assertThat(MetricsScrape.of(GATEWAY.gateway()).samples())
        .containsEntry("hedgerow_requests_in_flight", 0.0);
    assertThat(grown("hedgerow_requests_total"))
        .containsOnly(entry("hedgerow_requests_total{route=\"all\",verdict=\"caller-left\"}", 1.0));
  }

  @Test
  void attemptsLimit_none_isInfinite() throws Exception {
    try (Gateway unlimited =
        RunningGateway.startGateway(
            GATEWAY.simulator().url(), "upstream.limit=none", "event-loops=2")) {
      assertThat(MetricsScrape.of(unlimited).samples())
          .containsEntry("hedgerow_attempts_limit", Double.POSITIVE_INFINITY);
    }
  }

  @Test
  void callers_cannotMakeSeries() throws Exception {
    GATEWAY.get("/x0").assertProblem(404, "not-found");
    GATEWAY.assertAtRest();
    int series = MetricsScrape.of(GATEWAY.gateway()).samples().size();

    for (int i = 1; i < 100; i++) {
      GATEWAY.get("/x" + i + "?timeout=" + i).assertProblem(404, "not-found");
    }

    GATEWAY.assertAtRest();
    assertThat(MetricsScrape.of(GATEWAY.gateway()).samples()).hasSizeLessThanOrEqualTo(series + 5);
  }

  @Test
  void prometheus_checksThem_findsNoProblem() throws Exception {
    exerciseEverything();

    Process promtool = promtool();
    promtool
        .getOutputStream()
        .write(MetricsScrape.of(GATEWAY.gateway()).text().getBytes(StandardCharsets.UTF_8));
    promtool.getOutputStream().close();

    assertThat(new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .isEmpty();
    assertThat(promtool.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(promtool.exitValue()).isZero();
  }

  @Test
  void page_listsTheMetrics() throws Exception {
    exerciseEverything();
    assertEventually(MetricsTest::isMedianKnownAfterARequest, true);

    Golden.assertPartMatches(
        Path.of("../docs/METRICS.md"),
        "<!-- metrics: written by MetricsTest with -Dgolden.update=true -->",
        "<!-- end of metrics -->",
        markdown(MetricsScrape.of(GATEWAY.gateway())));
  }

  @Test
  void metrics_switchedOff_areNotThere() throws Exception {
    try (Gateway quiet =
            RunningGateway.startGateway(GATEWAY.simulator().url(), "metrics.enabled=false");
        RawCaller caller = new RawCaller(quiet.managementPort())) {
      RawResponse answer = caller.get("/metrics").read();

      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.body()).contains("metrics.enabled=true");
    }
  }

  /** The built-in routes, and one route of each kind that has its own meters. */
  private static Routes routes(Settings settings) {
    Routes builtIn = Routes.builtIn(settings);
    List<Route> routes = new ArrayList<>(builtIn.routes());
    routes.add(RouteBuilder.of("shadow", "/shadow").plan(Plan.smart(1).inShadow()).build());
    routes.add(RouteBuilder.of("shared", "/shared").coalescing().build());
    return new Routes(builtIn.upstreams(), routes);
  }

  private Map<String, Double> grown(String prefix) throws IOException {
    GATEWAY.assertAtRest();
    return MetricsScrape.of(GATEWAY.gateway()).grownSince(before, prefix);
  }

  private static String attempts(String outcome, String role, String state) {
    return ("hedgerow_attempts_total{outcome=\"%s\",role=\"%s\",upstream=\"default\","
            + "upstream_state=\"%s\"}")
        .formatted(outcome, role, state);
  }

  private static void exerciseEverything() throws IOException {
    for (String endpoint : new String[] {"all", "first", "within-timeout", "smart"}) {
      GATEWAY.script("status:500@0ms", "ok@0ms", "hang@0ms");
      GATEWAY.get("/api/" + endpoint + "?timeout=500");
    }
    GATEWAY.assertAtRest();
  }

  /**
   * Needs several tries: the median is known once answers outnumber the censored attempts, of which
   * other tests leave many.
   */
  private static boolean isMedianKnownAfterARequest() {
    GATEWAY.always("ok@0ms");
    try {
      GATEWAY.get("/api/smart?timeout=30000");
      return MetricsScrape.of(GATEWAY.gateway()).text().contains("hedgerow_replica_median_seconds");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Process promtool() {
    try {
      return new ProcessBuilder("promtool", "check", "metrics").redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new UncheckedIOException("promtool is missing: apt-get install prometheus", e);
    }
  }

  /** Our own metrics: name, type, labels and meaning, as scraped. */
  private static String markdown(MetricsScrape scraped) {
    Map<String, String> help = new TreeMap<>();
    Map<String, String> types = new TreeMap<>();
    Map<String, TreeSet<String>> labels = new TreeMap<>();
    for (String line : scraped.text().lines().filter(l -> l.contains("hedgerow_")).toList()) {
      String[] words = line.split(" ", 4);
      if (line.startsWith("# HELP ")) {
        help.put(words[2], words[3]);
      } else if (line.startsWith("# TYPE ")) {
        types.put(words[2], words[3]);
      } else {
        String name = line.replaceFirst("[{ ].*", "").replaceFirst("_(bucket|count|sum)$", "");
        Matcher label = Pattern.compile("([a-z_]+)=\"").matcher(line);
        while (label.find()) {
          labels.computeIfAbsent(name, _ -> new TreeSet<>()).add(label.group(1));
        }
      }
    }
    StringBuilder table =
        new StringBuilder("| metric | meaning | type | labels |\n|---|---|---|---|\n");
    help.forEach(
        (name, meaning) -> {
          TreeSet<String> named = labels.getOrDefault(name, new TreeSet<>());
          named.remove("le");
          table.append(
              "| `%s` | %s | %s | %s |\n"
                  .formatted(
                      name,
                      // Its description is that of the histogram.
                      name.endsWith("_max")
                          ? "Recent maximum of `" + name.replaceFirst("_max$", "") + "`"
                          : meaning,
                      types.get(name),
                      String.join(", ", named)));
        });
    assertThat(Arrays.asList(table.toString().split("\n"))).hasSizeGreaterThan(20);
    return table.toString();
  }
}
