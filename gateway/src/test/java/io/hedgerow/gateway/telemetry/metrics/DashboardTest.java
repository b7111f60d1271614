package io.hedgerow.gateway.telemetry.metrics;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Dashboard and alerts: Prometheus can parse them, their metrics exist, and the dashboard shows
 * every metric.
 */
final class DashboardTest {
  private static final Path DEPLOY = Path.of("../deploy");
  private static final Pattern METRIC = Pattern.compile("hedgerow_[a-z_]+");

  /** Metrics that no panel needs, and why. */
  private static final Map<String, String> NOT_SHOWN =
      Map.of(
          "hedgerow_attempt_duration_seconds_max", "its histogram is shown",
          "hedgerow_request_delivery_seconds_max", "its histogram is shown",
          "hedgerow_request_duration_seconds_max", "its histogram is shown",
          "hedgerow_request_headroom_seconds_max", "the smallest headroom matters",
          "hedgerow_spans_exported_total", "only dropped spans need attention");

  @TempDir private Path folder = Path.of("");

  @Test
  void alerts_fireWhenTheyShould_andOnlyThen() throws Exception {
    promtool("check", "rules", DEPLOY.resolve("prometheus/alerts.yaml").toString());
    promtool("test", "rules", DEPLOY.resolve("prometheus/alerts-test.yaml").toString());
  }

  @Test
  void dashboard_everyQuery_isPromQl() throws Exception {
    StringBuilder rules = new StringBuilder("groups:\n- name: dashboard\n  rules:\n");
    for (String query : queries()) {
      String expression = query.replace("$__rate_interval", "5m").replace("'", "''");
      rules.append("  - record: dashboard:query\n    labels: {n: \"" + rules.length() + "\"}\n");
      rules.append("    expr: '").append(expression).append("'\n");
    }
    Path file = Files.writeString(folder.resolve("dashboard.yaml"), rules);

    promtool("check", "rules", file.toString());
  }

  @Test
  void dashboardAndAlerts_metricsQueried_areDocumented() throws Exception {
    String alerts = Files.readString(DEPLOY.resolve("prometheus/alerts.yaml"));

    assertThat(metricsIn(String.join("\n", queries()) + alerts))
        .hasSizeGreaterThan(20)
        .isSubsetOf(documentedMetrics());
  }

  @Test
  void dashboard_documentedMetrics_areShownOrListedAsExceptions() throws Exception {
    Set<String> missing = documentedMetrics();
    missing.removeAll(metricsIn(String.join("\n", queries())));

    assertThat(missing).containsExactlyInAnyOrderElementsOf(NOT_SHOWN.keySet());
  }

  private static Set<String> metricsIn(String text) {
    return METRIC
        .matcher(text)
        .results()
        .map(name -> name.group().replaceFirst("_seconds_(bucket|count|sum)$", "_seconds"))
        .collect(toCollection(TreeSet::new));
  }

  /** The names in the table of docs/METRICS.md, which MetricsTest compares with the gateway. */
  private static Set<String> documentedMetrics() throws IOException {
    return Pattern.compile("(?m)^\\| `(hedgerow_[a-z_]+)`")
        .matcher(Files.readString(Path.of("../docs/METRICS.md")))
        .results()
        .map(row -> row.group(1))
        .collect(toCollection(TreeSet::new));
  }

  private static List<String> queries() throws IOException {
    String json = Files.readString(DEPLOY.resolve("grafana/hedgerow.json"));
    JsonObject dashboard = new JsonObject(json);
    List<String> queries = new ArrayList<>();
    for (Object panel : dashboard.getJsonArray("panels")) {
      for (Object target : ((JsonObject) panel).getJsonArray("targets", new JsonArray())) {
        queries.add(((JsonObject) target).getString("expr"));
      }
    }
    assertThat(queries).hasSizeGreaterThan(20);
    return queries;
  }

  private static void promtool(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("promtool"));
    command.addAll(List.of(arguments));
    Process promtool;
    try {
      promtool = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new UncheckedIOException("promtool is missing: apt-get install prometheus", e);
    }
    String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(promtool.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(promtool.exitValue()).as(said).isZero();
  }
}
