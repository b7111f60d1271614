package io.hedgerow.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.Gateway;
import io.hedgerow.gateway.settings.EffectiveSettings;
import io.hedgerow.gateway.settings.TracingSettings;
import io.hedgerow.gateway.settings.TracingSettings.Exporter;
import io.hedgerow.gateway.settings.UpstreamUrl;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the program prints when it has started. */
final class BannerTest {

  @ParameterizedTest
  @CsvSource({
    "ZIPKIN, 0.1,         'zipkin http://c/t?key=***, 10 % of requests'",
    "OTLP,   1,           'otlp http://c/t?key=***, 100 % of requests'",
    "OTLP,   0,           'otlp http://c/t?key=***, 0 % of requests'",
    "OTLP,   0.000000001, 'otlp http://c/t?key=***, 0.0000001 % of requests'",
  })
  void traces_nameTheCollectorAndTheRatio(Exporter exporter, double ratio, String line) {
    assertThat(
            Banner.traces(
                new TracingSettings(
                    exporter, UpstreamUrl.parse("http://c/t?key=s3cret"), ratio, "name")))
        .isEqualTo(line);
  }

  @Test
  void routes_ofAFile_areNamedInsteadOfTheFourEndpoints(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("routes.yaml");
    Files.writeString(file, "routes:\n  cat: {path: /cat}\n  dog: {path: /dog}\n");

    assertThat(bannerOf("routes", file.toString()))
        .containsPattern("\n  API         http://127\\.0\\.0\\.1:\\d+\n")
        .contains("\n  Routes      " + file + " (8b903d943101): cat, dog\n")
        .containsPattern("\nAll routes:    curl http://127\\.0\\.0\\.1:\\d+/routes\n")
        .doesNotContain("/api/");
  }

  @Test
  void routes_builtIn_areTheFourEndpoints() throws Exception {
    assertThat(bannerOf("log.level", "info"))
        .containsPattern("  API         .*/api/all, first, within-timeout, smart\n")
        .containsPattern("Try:           curl -i '.*/api/smart\\?timeout=1000'\n")
        .doesNotContain("Routes      ", "All routes:");
  }

  private static String bannerOf(String key, String value) throws Exception {
    Map<String, String> settings = new HashMap<>();
    settings.put("host", "127.0.0.1");
    settings.put("port", "0");
    settings.put("management.port", "0");
    settings.put("event-loops", "1");
    settings.put("warm-up.time-max", "0s");
    settings.put("upstream.url", "http://127.0.0.1:1/work");
    settings.put(key, value);
    EffectiveSettings effective = EffectiveSettings.load(settings, Map.of(), null);
    StringWriter out = new StringWriter();
    try (Gateway gateway = Gateway.start(effective)) {
      new Banner(effective, gateway).print(new PrintWriter(out));
    }
    return out.toString();
  }
}
