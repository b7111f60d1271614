package io.hedgerow.gateway.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.hedgerow.gateway.settings.UpstreamSettings.Protocol;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SettingTest {

  /** Every key with a range, with the last valid and first invalid value at both ends. */
  @ParameterizedTest
  @CsvSource({
    "port,                     0,      65535,    -1,   65536",
    "event-loops,              1,      256,      0,    257",
    "management.port,          0,      65535,    -1,   65536",
    "request.timeout-max,      1ms,    600000ms, 0ms,  600001ms",
    "request.timeout-max,      1ms,    10m,      0s,   601s",
    "smart.hedge-delay,        1ms,    600000ms, 0ms,  600001ms",
    "upstream.connect-timeout, 1ms,    60000ms,  0ms,  60001ms",
    "upstream.connections-max, 1,      1000000,  0,    1000001",
    "upstream.pending-max,     0,      1000000,  -1,   1000001",
    "upstream.idle-timeout,    1ms,    3600000ms, 0ms, 3600001ms",
    "upstream.drain-timeout,  1ms,    60000ms,  0ms,  60001ms",
    "log.success-ratio,        0,      1,        -0.1, 1.000001",
    "log.success-ratio,        0.0,    1.0,      .5,   NaN",
    "log.queue-max,            1,      1000000,  0,    1000001",
    "log.failures-max,         0,      1000000,  -1,   1000001",
    "callers.connections-max,  1,      1000000,  0,    1000001",
    "callers.connections-per-address-max, 1, 1000000, 0, 1000001",
    "callers.head-timeout,     1ms,    10m,      0ms,  601s",
    "callers.idle-timeout,     1ms,    60m,      0ms,  3601s",
    "callers.read-timeout,     1ms,    10m,      0ms,  601s",
    "warm-up.time-max,         0ms,    10s,      -1ms, 10001ms",
    "callers.held-max,         16MiB,  1000000MiB, 16383KiB,  1000001MiB",
    "shutdown.delay,           0ms,    10m,      -1ms, 601s",
    "request.in-flight-max,    1,      1000000,  0,    1000001",
    "overload.target,          1ms,    1s,       0ms,  1001ms",
    "overload.interval,        40ms,   10s,      39ms, 10001ms",
    "hedge.burst,              1,      1000000,  0,    1000001",
    "hedge.in-flight-max,      1,      1000000,  0,    1000001",
    "upstream.limit-max,       3,      1000000,  2,    1000001",
  })
  void parser_atTheEndsOfItsRange_takesTheLimitAndNoMore(
      String key, String least, String most, String tooLittle, String tooMuch) {
    Setting<?> setting = setting(key);
    assertThat(setting.parser().apply(least)).isNotNull();
    assertThat(setting.parser().apply(most)).isNotNull();
    assertRefused(setting, tooLittle);
    assertRefused(setting, tooMuch);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "+1",
        "-0",
        "1.0",
        "1e1",
        "0x10",
        "1_000",
        "٨٠",
        "1 ",
        "99999999999",
        "a"
      })
  void parser_ofAnInteger_takesDigitsOnly(String text) {
    assertRefused(ServerSettings.PORT, text);
    assertRefused(ServerSettings.EVENT_LOOPS, text);
  }

  @Test
  void parser_ofEventLoops_takesAutoForTheNumberOfProcessors() {
    assertThat(ServerSettings.EVENT_LOOPS.parser().apply("auto"))
        .isEqualTo(Runtime.getRuntime().availableProcessors());
    assertRefused(ServerSettings.EVENT_LOOPS, "AUTO");
  }

  @Test
  void parser_ofTheProtocol_takesItsNames() {
    assertThat(UpstreamSettings.PROTOCOL.parser().apply("auto")).isEqualTo(Protocol.AUTO);
    assertThat(UpstreamSettings.PROTOCOL.parser().apply("http1")).isEqualTo(Protocol.HTTP1);
    assertThat(UpstreamSettings.PROTOCOL.parser().apply("http2")).isEqualTo(Protocol.HTTP2);
    assertThat(UpstreamSettings.PROTOCOL.expected()).isEqualTo("auto, http1 or http2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "AUTO", "Http1", "http3", "HTTP/1.1", "auto,http1"})
  void parser_ofTheProtocol_refusesOtherWords(String text) {
    assertRefused(UpstreamSettings.PROTOCOL, text);
  }

  @Test
  void parser_ofAFlag_takesTrueAndFalse() {
    assertThat(UpstreamSettings.SEND_DEADLINE.parser().apply("true")).isTrue();
    assertThat(UpstreamSettings.SEND_DEADLINE.parser().apply("false")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "yes", "no", "on", "1", "0", "TRUE", "False"})
  void parser_ofAFlag_refusesOtherWords(String text) {
    assertRefused(UpstreamSettings.SEND_DEADLINE, text);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 1", "1.0, 1", "0.0, 0", "0.000000001, 1e-9", "0.25, 0.25"})
  void parser_ofARatio_takesNumbersFrom0To1(String text, double ratio) {
    assertThat(TracingSettings.SAMPLE_RATIO.parser().apply(text)).isEqualTo(ratio);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1.000000001", "-0.1", "2", ".5", "0.", "0,5", "1e-3", "10%", "NaN"})
  void parser_ofARatio_refusesAnythingElse(String text) {
    assertRefused(TracingSettings.SAMPLE_RATIO, text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "AUTO", "localhost:9411", "ftp://h/", "http://u:p@h/", "http://h/#f"})
  void parser_ofTheEndpointOfTraces_refusesAnInvalidUrl(String text) {
    assertRefused(TracingSettings.ENDPOINT, text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\t"})
  void parser_ofAText_refusesWhiteSpace(String text) {
    assertRefused(ServerSettings.HOST, text);
  }

  @ParameterizedTest
  @MethodSource("all")
  void parser_ofEveryKey_takesItsOwnDefault(Setting<?> setting) {
    assertThatNoException().isThrownBy(() -> setting.parser().apply(setting.defaultText()));
  }

  @ParameterizedTest
  @CsvSource({
    "port, HEDGEROW_PORT",
    "event-loops, HEDGEROW_EVENT_LOOPS",
    "request.timeout-max, HEDGEROW_REQUEST_TIMEOUT_MAX",
  })
  void environmentName_anyKey_isInCapitalsWithUnderscores(String key, String name) {
    assertThat(setting(key).environmentName()).isEqualTo(name);
  }

  @Test
  void environmentNames_allKeys_areDifferent() {
    assertThat(Settings.ALL).extracting(Setting::environmentName).doesNotHaveDuplicates();
  }

  static List<Setting<?>> all() {
    return Settings.ALL;
  }

  private static Setting<?> setting(String key) {
    return Settings.ALL.stream().filter(s -> s.key().equals(key)).findFirst().orElseThrow();
  }

  private static void assertRefused(Setting<?> setting, String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> setting.parser().apply(text));
  }
}
