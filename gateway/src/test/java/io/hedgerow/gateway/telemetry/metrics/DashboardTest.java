package io.hedgerow.gateway.telemetry.metrics;

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
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dashboard and alerts: Prometheus can parse them, and the metrics in them exist. */
final class DashboardTest {
  private static final Path DEPLOY = Path.of("../deploy");
  private static final Pattern METRIC = Pattern.compile("hedgerow_[a-z_]+");

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
  void dashboardAndAlerts_askOnlyForMetricsThatThereAre() throws Exception {
    String alerts = Files.readString(DEPLOY.resolve("prometheus/alerts.yaml"));
    String asked = String.join("\n", queries()) + alerts;
    String documented = Files.readString(Path.of("../docs/METRICS.md"));
    List<String> names = new ArrayList<>();
    Matcher metric = METRIC.matcher(asked);
    while (metric.find()) {
      names.add(metric.group().replaceFirst("_seconds_(bucket|count|sum)$", "_seconds"));
    }

    assertThat(names)
        .hasSizeGreaterThan(20)
        .allSatisfy(name -> assertThat(documented).contains("`" + name + "`"));
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
