package io.hedgerow.gateway.settings;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hedgerow.gateway.settings.CancelSettings.CancelPolicy;
import io.hedgerow.gateway.settings.TracingSettings.Exporter;
import io.hedgerow.gateway.settings.UpstreamSettings.Protocol;
import io.hedgerow.simulator.wire.SelfSignedCertificate;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which of the four sources wins. {@link SettingsFileTest} tests what is special about files. */
final class EffectiveSettingsTest {
  private static final Map<String, String> NONE = Map.of();

  @TempDir private Path folder = Path.of("");

  @Test
  void load_nothingGiven_isTheDefaults() throws InvalidSettings {
    assertThat(EffectiveSettings.load(NONE, NONE, null).settings())
        .isEqualTo(
            new Settings(
                new ServerSettings(
                    "0.0.0.0",
                    8000,
                    Runtime.getRuntime().availableProcessors(),
                    millis(500),
                    millis(0)),
                new TlsSettings(null),
                new ManagementSettings("127.0.0.1", 8001, Set.of(), 64, null),
                new ConsoleSettings(true),
                new CallerSettings(
                    Capacity.ofThisProcess().callerConnections(),
                    null,
                    millis(10_000),
                    millis(75_000),
                    millis(10_000),
                    Capacity.ofThisProcess().heldForCallers()),
                new RequestSettings(millis(60_000), millis(3), null),
                null,
                null,
                new SmartSettings(millis(300)),
                null,
                new OverloadSettings(millis(20), millis(200)),
                new RoutesSettings(null),
                new UpstreamSettings(
                    ReplicaSettings.embedded(),
                    Protocol.AUTO,
                    new UpstreamTlsSettings(null, null),
                    new ConnectionSettings(
                        millis(5000),
                        4096,
                        100,
                        4096,
                        millis(30_000),
                        millis(300_000),
                        millis(1000)),
                    new CancelSettings(CancelPolicy.ABORT, 150, millis(1000)),
                    null,
                    true),
                new EmbeddedSettings(3),
                new MetricsSettings(true),
                new LogSettings(LogSettings.Format.TEXT, LogSettings.Level.INFO, 0.01, 10, 4096),
                null));
  }

  @Test
  void load_everyKeyGiven_isWhatWasGiven() throws InvalidSettings {
    SelfSignedCertificate identity = SelfSignedCertificate.create();
    String text = identity.keyPem() + identity.certificatePem();
    String pem = ConfigurationFile.write(folder, "both.pem", text).toString();
    Map<String, String> given = everyKey(pem);
    assertThat(given).hasSameSizeAs(Settings.ALL);
    assertThat(EffectiveSettings.load(given, NONE, null).settings())
        .isEqualTo(
            new Settings(
                new ServerSettings("::", 1, 2, millis(37), millis(36)),
                new TlsSettings(new PemIdentity(pem, pem)),
                new ManagementSettings(
                    "10.0.0.1", 3, Set.of("a.example", "b"), 5, new Secret("0123456789abcdef")),
                new ConsoleSettings(false),
                new CallerSettings(
                    31, 32, millis(33), millis(34), millis(35), new ByteSize(36 << 20)),
                new RequestSettings(millis(4000), millis(44), 21),
                new CorsSettings(Set.of("https://a.example", "http://b.example:8080")),
                new RateLimitSettings(41, millis(42_000), "key", Subnets.parse("10.0.0.1"), 43),
                new SmartSettings(millis(5)),
                new HedgeSettings(0.25, 23, 24),
                new OverloadSettings(millis(22), millis(50)),
                new RoutesSettings(Path.of("routes.yaml")),
                new UpstreamSettings(
                    ReplicaSettings.listed(List.of(new UpstreamUrl(true, "host", 6, "/x?y"))),
                    Protocol.HTTP1,
                    new UpstreamTlsSettings(pem, new PemIdentity(pem, pem)),
                    new ConnectionSettings(
                        millis(7), 8, 12, 9, millis(600_000), millis(13_000), millis(14)),
                    new CancelSettings(CancelPolicy.DRAIN, 15, millis(11_000)),
                    new LimitSettings(LimitSettings.Algorithm.ADAPTIVE, 25),
                    false),
                new EmbeddedSettings(4),
                new MetricsSettings(false),
                new LogSettings(LogSettings.Format.JSON, LogSettings.Level.WARN, 0.25, 7, 100),
                new TracingSettings(
                    Exporter.OTLP, UpstreamUrl.parse("http://c:16/t"), 0.17, "name")));
  }

  private static Map<String, String> everyKey(String pem) {
    return Map.ofEntries(
        Map.entry("host", "::"),
        Map.entry("port", "1"),
        Map.entry("event-loops", "2"),
        Map.entry("management.host", "10.0.0.1"),
        Map.entry("management.port", "3"),
        Map.entry("management.hosts", "A.example, b"),
        Map.entry("management.connections-max", "5"),
        Map.entry("management.token", "0123456789abcdef"),
        Map.entry("console.enabled", "false"),
        Map.entry("embedded.replicas", "4"),
        Map.entry("metrics.enabled", "false"),
        Map.entry("callers.connections-max", "31"),
        Map.entry("callers.connections-per-address-max", "32"),
        Map.entry("callers.head-timeout", "33ms"),
        Map.entry("callers.idle-timeout", "34ms"),
        Map.entry("callers.read-timeout", "35ms"),
        Map.entry("warm-up.time-max", "37ms"),
        Map.entry("callers.held-max", "36MiB"),
        Map.entry("shutdown.delay", "36ms"),
        Map.entry("log.format", "json"),
        Map.entry("request.in-flight-max", "21"),
        Map.entry("request.write-reserve", "44ms"),
        Map.entry("cors.allowed-origins", "https://a.example, http://b.example:8080"),
        Map.entry("rate-limit.requests", "41"),
        Map.entry("rate-limit.window", "42s"),
        Map.entry("rate-limit.caller-header", "key"),
        Map.entry("rate-limit.trusted-proxies", "10.0.0.1"),
        Map.entry("rate-limit.callers-max", "43"),
        Map.entry("overload.shed", "true"),
        Map.entry("overload.target", "22ms"),
        Map.entry("overload.interval", "50ms"),
        Map.entry("hedge.budget", "0.25"),
        Map.entry("hedge.burst", "23"),
        Map.entry("hedge.in-flight-max", "24"),
        Map.entry("routes", "routes.yaml"),
        Map.entry("upstream.limit", "adaptive"),
        Map.entry("upstream.limit-max", "25"),
        Map.entry("log.level", "warn"),
        Map.entry("log.success-ratio", "0.25"),
        Map.entry("log.failures-max", "7"),
        Map.entry("log.queue-max", "100"),
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
  void load_noEndpointForTraces_isTheDefaultOfTheExporter(String exporter, String endpoint)
      throws InvalidSettings {
    TracingSettings tracing =
        EffectiveSettings.load(Map.of("tracing.exporter", exporter), NONE, null)
            .settings()
            .tracing();
    assertThat(requireNonNull(tracing).endpoint()).hasToString(endpoint);
  }

  @Test
  void load_certificateWithoutKey_isRefused() {
    SelfSignedCertificate identity = SelfSignedCertificate.create();
    String text = identity.keyPem() + identity.certificatePem();
    String pem = ConfigurationFile.write(folder, "both.pem", text).toString();
    for (String key :
        List.of("tls.certificate", "tls.key", "upstream.tls.certificate", "upstream.tls.key")) {
      assertThatThrownBy(() -> EffectiveSettings.load(Map.of(key, pem), NONE, null))
          .isInstanceOf(InvalidSettings.class)
          .hasMessageContaining("only one of them is given (expected: both or none)");
    }
  }

  /** With one key only, any caller could forge the header, or the header would be ignored. */
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
  void load_windowOfFractionsOfASecond_isRefused() {
    for (String window : List.of("0s", "1500ms", "61m", "2h", "10")) {
      assertThatThrownBy(
              () -> EffectiveSettings.load(Map.of("rate-limit.window", window), NONE, null))
          .hasMessageContaining("rate-limit.window: " + window + " (expected: whole seconds");
    }
  }

  @Test
  void load_invalidHeader_isRefused() {
    for (String header : List.of("a b", "a:", "\u00e9")) {
      assertThatThrownBy(
              () -> EffectiveSettings.load(Map.of("rate-limit.caller-header", header), NONE, null))
          .hasMessageContaining("rate-limit.caller-header: " + header);
    }
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
    assertThat(effective.values().stream().<Object>map(EffectiveValue::setting))
        .containsExactlyElementsOf(Settings.ALL);
    assertThat(effective.changes())
        .extracting(EffectiveValue::toString)
        .containsExactly("upstream.url = http://host/a (command line)");
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
              prot: unknown key (did you mean port?) from %1$s
              smart.delay: unknown key (expected: one of docs/CONFIGURATION.md) from %1$s
              port: 65536 (expected: an integer from 0 to 65535) from the command line
              event-loops: none (expected: auto or an integer from 1 to 256) \
            from the command line
              smart.hedge-delay: 0ms (expected: a duration in ms, s, m or h from 1ms to 10m) \
            from the file
              upstream.url: ftp://host/ (expected: embedded or an http or https URL without user \
            or fragment) from the environment, HEDGEROW_UPSTREAM_URL
              upstream.protocol: http9 (expected: auto, http1 or http2) \
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
              port: '' (expected: an integer from 0 to 65535) from the command line""");
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
    assertThat(settings.server().host()).isEqualTo("host");
    assertThat(settings.server().port()).isEqualTo(1);
  }

  /** Text with a special meaning in SmallRye Config. */
  @ParameterizedTest
  @ValueSource(
      strings = {"${port}", "${", "$${x}", "$1", "a,b", "a\\,b", "\\", "a\\b", "%dev", "${host:a}"})
  void load_charactersOfTheLibrary_areTakenLiterally(String text) throws InvalidSettings {
    assertThat(EffectiveSettings.load(Map.of("host", text), NONE, null).settings().server().host())
        .isEqualTo(text);
    assertThat(
            EffectiveSettings.load(NONE, Map.of("HEDGEROW_HOST", text), null)
                .settings()
                .server()
                .host())
        .isEqualTo(text);
    Path file = ConfigurationFile.write(folder, "a.yaml", "host: '" + text + "'");
    assertThat(ConfigurationFile.load(file).server().host()).isEqualTo(text);
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
    assertThat(loaded)
        .extracting(s -> requireNonNull(s.upstream().url()).unmasked())
        .containsOnly(url);
  }

  private static TimeSpan millis(long millis) {
    return new TimeSpan(millis);
  }

  private static String portLine(
      Map<String, String> commandLine, Map<String, String> environment, @Nullable Path file)
      throws InvalidSettings {
    return EffectiveSettings.load(commandLine, environment, file).values().stream()
        .filter(value -> value.setting().key().equals("port"))
        .findFirst()
        .orElseThrow()
        .toString();
  }
}
