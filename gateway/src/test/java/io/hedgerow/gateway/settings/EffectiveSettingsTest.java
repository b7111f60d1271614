package io.hedgerow.gateway.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hedgerow.gateway.settings.Settings.Callers;
import io.hedgerow.gateway.settings.Settings.CancelPolicy;
import io.hedgerow.gateway.settings.Settings.Cancelling;
import io.hedgerow.gateway.settings.Settings.Connections;
import io.hedgerow.gateway.settings.Settings.Exporter;
import io.hedgerow.gateway.settings.Settings.Log;
import io.hedgerow.gateway.settings.Settings.LogFormat;
import io.hedgerow.gateway.settings.Settings.LogLevel;
import io.hedgerow.gateway.settings.Settings.Management;
import io.hedgerow.gateway.settings.Settings.Metrics;
import io.hedgerow.gateway.settings.Settings.Protection;
import io.hedgerow.gateway.settings.Settings.Protocol;
import io.hedgerow.gateway.settings.Settings.RateLimit;
import io.hedgerow.gateway.settings.Settings.Request;
import io.hedgerow.gateway.settings.Settings.ServerTls;
import io.hedgerow.gateway.settings.Settings.Smart;
import io.hedgerow.gateway.settings.Settings.Tls;
import io.hedgerow.gateway.settings.Settings.Tracing;
import io.hedgerow.gateway.settings.Settings.Upstream;
import io.hedgerow.gateway.settings.Settings.UpstreamLimit;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes of the four sources; what is special about files is in {@link SettingsFileTest}. */
final class EffectiveSettingsTest {
  private static final Map<String, String> NONE = Map.of();

  @TempDir private Path folder = Path.of("");

  @Test
  void load_nothingGiven_isTheDefaults() throws InvalidSettings {
    assertThat(EffectiveSettings.load(NONE, NONE, null).settings())
        .isEqualTo(
            new Settings(
                "0.0.0.0",
                8000,
                Runtime.getRuntime().availableProcessors(),
                new Management("127.0.0.1", 8001),
                new Metrics(true),
                new Log(LogFormat.TEXT, LogLevel.INFO, 0.01, 10),
                new Callers(
                    Capacity.ofThisProcess().callerConnections(),
                    0,
                    new TimeSpan(10_000),
                    new TimeSpan(75_000),
                    new TimeSpan(10_000),
                    new TimeSpan(0)),
                null,
                new Request(new TimeSpan(60_000)),
                null,
                new Smart(new TimeSpan(300)),
                new Protection(
                    Capacity.ofThisProcess().requestsInFlight(),
                    true,
                    new TimeSpan(20),
                    new TimeSpan(200),
                    0,
                    100,
                    1000,
                    UpstreamLimit.NONE,
                    1000),
                new Upstream(
                    null,
                    Protocol.AUTO,
                    new Tls(null, null, null),
                    new Connections(
                        new TimeSpan(5000),
                        4096,
                        100,
                        4096,
                        new TimeSpan(30_000),
                        new TimeSpan(300_000),
                        new TimeSpan(1000)),
                    new Cancelling(CancelPolicy.ABORT, 150, new TimeSpan(1000)),
                    true),
                new Tracing(Exporter.NONE, "", 0.1, "hedgerow")));
  }

  @Test
  void load_everyKeyGiven_isWhatWasGiven() throws InvalidSettings {
    String pem = ConfigurationFile.write(folder, "any.pem", "").toString();
    Map<String, String> given = everyKey(pem);
    assertThat(given).hasSameSizeAs(Settings.ALL);
    assertThat(EffectiveSettings.load(given, NONE, null).settings())
        .isEqualTo(
            new Settings(
                "::",
                1,
                2,
                new Management("10.0.0.1", 3),
                new Metrics(false),
                new Log(LogFormat.JSON, LogLevel.WARN, 0.25, 7),
                new Callers(
                    31, 32, new TimeSpan(33), new TimeSpan(34), new TimeSpan(35), new TimeSpan(36)),
                new ServerTls(pem, pem),
                new Request(new TimeSpan(4000)),
                new RateLimit(41, new TimeSpan(42_000), "key", Subnets.parse("10.0.0.1"), 43),
                new Smart(new TimeSpan(5)),
                new Protection(
                    21,
                    false,
                    new TimeSpan(22),
                    new TimeSpan(50),
                    0.25,
                    23,
                    24,
                    UpstreamLimit.ADAPTIVE,
                    25),
                new Upstream(
                    new UpstreamUrl(true, "host", 6, "/x?y"),
                    Protocol.HTTP1,
                    new Tls(pem, pem, pem),
                    new Connections(
                        new TimeSpan(7),
                        8,
                        12,
                        9,
                        new TimeSpan(600_000),
                        new TimeSpan(13_000),
                        new TimeSpan(14)),
                    new Cancelling(CancelPolicy.DRAIN, 15, new TimeSpan(11_000)),
                    false),
                new Tracing(Exporter.OTLP, "http://c:16/t", 0.17, "name")));
  }

  private static Map<String, String> everyKey(String pem) {
    return Map.ofEntries(
        Map.entry("host", "::"),
        Map.entry("port", "1"),
        Map.entry("event-loops", "2"),
        Map.entry("management.host", "10.0.0.1"),
        Map.entry("management.port", "3"),
        Map.entry("metrics.enabled", "false"),
        Map.entry("callers.connections-max", "31"),
        Map.entry("callers.connections-per-address", "32"),
        Map.entry("callers.head-timeout", "33ms"),
        Map.entry("callers.idle-timeout", "34ms"),
        Map.entry("callers.read-timeout", "35ms"),
        Map.entry("shutdown.delay", "36ms"),
        Map.entry("log.format", "json"),
        Map.entry("request.in-flight-max", "21"),
        Map.entry("rate-limit.requests", "41"),
        Map.entry("rate-limit.window", "42s"),
        Map.entry("rate-limit.caller-header", "key"),
        Map.entry("rate-limit.trusted-proxies", "10.0.0.1"),
        Map.entry("rate-limit.callers-max", "43"),
        Map.entry("overload.shed", "false"),
        Map.entry("overload.target", "22ms"),
        Map.entry("overload.interval", "50ms"),
        Map.entry("hedge.budget", "0.25"),
        Map.entry("hedge.burst", "23"),
        Map.entry("hedge.in-flight-max", "24"),
        Map.entry("upstream.limit", "adaptive"),
        Map.entry("upstream.limit-max", "25"),
        Map.entry("log.level", "warn"),
        Map.entry("log.successes", "0.25"),
        Map.entry("log.failures-max", "7"),
        Map.entry("request.timeout-max", "4s"),
        Map.entry("smart.hedge-delay", "5ms"),
        Map.entry("upstream.url", "https://host:6/x?y"),
        Map.entry("upstream.protocol", "http1"),
        Map.entry("upstream.connect-timeout", "7ms"),
        Map.entry("upstream.connections-max", "8"),
        Map.entry("upstream.pending-max", "9"),
        Map.entry("upstream.idle-timeout", "10m"),
        Map.entry("upstream.drain-timeout", "11s"),
        Map.entry("upstream.streams-max", "12"),
        Map.entry("upstream.connection-age-max", "13s"),
        Map.entry("upstream.ping-timeout", "14ms"),
        Map.entry("upstream.resets-max", "15"),
        Map.entry("upstream.cancel", "drain"),
        Map.entry("tls.certificate", pem),
        Map.entry("tls.key", pem),
        Map.entry("upstream.tls.trust", pem),
        Map.entry("upstream.tls.certificate", pem),
        Map.entry("upstream.tls.key", pem),
        Map.entry("upstream.send-deadline", "false"),
        Map.entry("tracing.exporter", "otlp"),
        Map.entry("tracing.endpoint", "http://c:16/t"),
        Map.entry("tracing.sample-ratio", "0.17"),
        Map.entry("tracing.service-name", "name"));
  }

  @ParameterizedTest
  @CsvSource({
    "otlp,   http://localhost:4318/v1/traces",
    "zipkin, http://localhost:9411/api/v2/spans",
  })
  void load_noEndpointForTraces_isTheUsualOneOfTheExporter(String exporter, String endpoint)
      throws InvalidSettings {
    assertThat(
            EffectiveSettings.load(Map.of("tracing.exporter", exporter), NONE, null)
                .settings()
                .tracing()
                .endpoint())
        .isEqualTo(endpoint);
  }

  @Test
  void load_certificateWithoutKey_isRefused() {
    String pem = ConfigurationFile.write(folder, "any.pem", "").toString();
    for (String key :
        List.of("tls.certificate", "tls.key", "upstream.tls.certificate", "upstream.tls.key")) {
      assertThatThrownBy(() -> EffectiveSettings.load(Map.of(key, pem), NONE, null))
          .isInstanceOf(InvalidSettings.class)
          .hasMessageContaining("only one of them is given (expected: both or none)");
    }
  }

  /** Anybody could say who they are, and nobody is asked. */
  @Test
  void load_callerHeaderWithoutTrustedProxies_isRefused() {
    for (Map<String, String> half :
        List.of(
            Map.of("rate-limit.caller-header", "x"),
            Map.of("rate-limit.trusted-proxies", "10.0.0.1"))) {
      assertThatThrownBy(() -> EffectiveSettings.load(half, NONE, null))
          .hasMessage(
              """
              configuration: 1 problem
                rate-limit.caller-header and rate-limit.trusted-proxies: only one of them is given \
              (expected: both or none)""");
    }
  }

  @Test
  void load_windowThatIsNoWholeSeconds_isRefused() {
    for (String window : List.of("0s", "1500ms", "61m", "1h", "10")) {
      assertThatThrownBy(
              () -> EffectiveSettings.load(Map.of("rate-limit.window", window), NONE, null))
          .hasMessageContaining("rate-limit.window: " + window + " (expected: whole seconds");
    }
  }

  @Test
  void load_headerThatIsNone_isRefused() {
    for (String header : List.of("a b", "a:", "\u00e9")) {
      assertThatThrownBy(
              () -> EffectiveSettings.load(Map.of("rate-limit.caller-header", header), NONE, null))
          .hasMessageContaining("rate-limit.caller-header: " + header);
    }
  }

  @Test
  void load_pemFileThatIsNotThere_isRefused() {
    String missing = folder.resolve("missing.pem").toString();
    assertThatThrownBy(
            () -> EffectiveSettings.load(Map.of("upstream.tls.trust", missing), NONE, null))
        .isInstanceOf(InvalidSettings.class)
        .hasMessageContaining(
            "upstream.tls.trust: "
                + missing
                + " (expected: system or a PEM file that can be read)");
  }

  @Test
  void load_oneKeyFromEverySource_theNearerSourceWins() throws InvalidSettings {
    Map<String, String> commandLine = Map.of("port", "1");
    Map<String, String> environment = Map.of("HEDGEROW_PORT", "2");
    Path file = ConfigurationFile.write(folder, "hedgerow.yaml", "port: 3");
    assertThat(portLine(commandLine, environment, file)).isEqualTo("port = 1 (command line)");
    assertThat(portLine(NONE, environment, file))
        .isEqualTo("port = 2 (environment, HEDGEROW_PORT)");
    assertThat(portLine(NONE, NONE, file)).isEqualTo("port = 3 (file)");
    assertThat(portLine(NONE, NONE, null)).isEqualTo("port = 8000 (default)");
  }

  @Test
  void load_anything_listsEveryKeyInTheOrderOfTheDocumentation() throws InvalidSettings {
    EffectiveSettings effective =
        EffectiveSettings.load(Map.of("upstream.url", " http://host/a "), NONE, null);
    assertThat(effective.lines())
        .extracting(line -> line.substring(0, line.indexOf(' ')))
        .isEqualTo(Settings.ALL.stream().map(Setting::key).toList());
    assertThat(effective.lines()).contains("upstream.url = http://host/a (command line)");
  }

  @Test
  void load_severalMistakes_areAllNamedAtOnce() {
    Path file =
        ConfigurationFile.write(
            folder, "hedgerow.yaml", "prot: 1\nsmart:\n  hedge-delay: 0ms\n  delay: 1ms\n");
    Map<String, String> commandLine = Map.of("port", "65536", "event-loops", "none");
    Map<String, String> environment =
        Map.of(
            "HEDGEROW_UPSTREAM_URL", "ftp://host/",
            "HEDGEROW_UPSTREAM_PROTOCOL", "http9",
            "HEDGEROW_UPSTREAM_SEND_DEADLINE", "",
            "HEDGEROW_UPSTREAM", "x",
            "HEDGEROW_A", "x",
            "hedgerow_port", "ignored",
            "HEDGEROWS_PORT", "ignored",
            "PATH", "ignored");
    assertThatThrownBy(() -> EffectiveSettings.load(commandLine, environment, file))
        .isInstanceOf(InvalidSettings.class)
        .hasMessage(
            """
            configuration: 10 problems
              HEDGEROW_A: unknown variable (expected: one of docs/CONFIGURATION.md)
              HEDGEROW_UPSTREAM: unknown variable (expected: one of docs/CONFIGURATION.md)
              prot: unknown key (expected: one of docs/CONFIGURATION.md) from %1$s
              smart.delay: unknown key (expected: one of docs/CONFIGURATION.md) from %1$s
              port: 65536 (expected: a whole number from 0 to 65535) from the command line
              event-loops: none (expected: auto or a whole number from 1 to 256) \
            from the command line
              smart.hedge-delay: 0ms (expected: a time with its unit (ms, s or m) from 1ms to 10m) \
            from the file
              upstream.url: ftp://host/ (expected: embedded or an http or https URL without user \
            or fragment) from the environment, HEDGEROW_UPSTREAM_URL
              upstream.protocol: http9 (expected: auto or http1 or http2) \
            from the environment, HEDGEROW_UPSTREAM_PROTOCOL
              upstream.send-deadline: '' (expected: true or false) \
            from the environment, HEDGEROW_UPSTREAM_SEND_DEADLINE"""
                .formatted(file));
  }

  @Test
  void load_oneMistake_isOneProblem() {
    assertThatThrownBy(() -> EffectiveSettings.load(Map.of("port", ""), NONE, null))
        .hasMessage(
            """
            configuration: 1 problem
              port: '' (expected: a whole number from 0 to 65535) from the command line""");
  }

  @Test
  void load_emptyValue_isRefusedAndNeverFallsBackToTheNextSource() {
    for (Setting<?> setting : Settings.ALL) {
      assertThatThrownBy(() -> EffectiveSettings.load(Map.of(setting.key(), ""), NONE, null))
          .hasMessageContaining(setting.key() + ": '' (expected: " + setting.expected() + ")");
    }
  }

  @Test
  void load_whiteSpaceAroundAValue_isLeftOut() throws InvalidSettings {
    Map<String, String> commandLine = new HashMap<>();
    commandLine.put("host", " \thost\n");
    commandLine.put("port", " 1 ");
    Settings settings = EffectiveSettings.load(commandLine, NONE, null).settings();
    assertThat(settings.host()).isEqualTo("host");
    assertThat(settings.port()).isEqualTo(1);
  }

  /** SmallRye Config gives these a meaning in some of its ways to read a value. */
  @ParameterizedTest
  @ValueSource(
      strings = {"${port}", "${", "$${x}", "$1", "a,b", "a\\,b", "\\", "a\\b", "%dev", "${host:a}"})
  void load_charactersOfTheLibrary_areTakenLiterally(String text) throws InvalidSettings {
    assertThat(EffectiveSettings.load(Map.of("host", text), NONE, null).settings().host())
        .isEqualTo(text);
    assertThat(EffectiveSettings.load(NONE, Map.of("HEDGEROW_HOST", text), null).settings().host())
        .isEqualTo(text);
    Path file = ConfigurationFile.write(folder, "a.yaml", "host: '" + text + "'");
    assertThat(ConfigurationFile.load(file).host()).isEqualTo(text);
  }

  @Test
  void load_urlWithDollarAndComma_survives() throws InvalidSettings {
    String url = "http://host/a,b?$select=c,d&e=$f";
    Path yaml = ConfigurationFile.write(folder, "a.yaml", "upstream:\n  url: " + url);
    Path properties = ConfigurationFile.write(folder, "a.properties", "upstream.url=" + url);
    List<Settings> loaded =
        List.of(
            EffectiveSettings.load(Map.of("upstream.url", url), NONE, null).settings(),
            EffectiveSettings.load(NONE, Map.of("HEDGEROW_UPSTREAM_URL", url), null).settings(),
            ConfigurationFile.load(yaml),
            ConfigurationFile.load(properties));
    assertThat(loaded).extracting(s -> String.valueOf(s.upstream().url())).containsOnly(url);
  }

  private static String portLine(
      Map<String, String> commandLine, Map<String, String> environment, @Nullable Path file)
      throws InvalidSettings {
    return EffectiveSettings.load(commandLine, environment, file).lines().stream()
        .filter(line -> line.startsWith("port "))
        .findFirst()
        .orElseThrow();
  }
}
