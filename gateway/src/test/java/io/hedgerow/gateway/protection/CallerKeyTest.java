package io.hedgerow.gateway.protection;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.settings.EffectiveSettings;
import io.hedgerow.gateway.settings.InvalidSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which caller a request counts against; only trusted proxies can name it. */
final class CallerKeyTest {
  private static final String PROXY = "10.0.0.1";

  @ParameterizedTest
  @CsvSource({
    "192.0.2.7, 192.0.2.7",
    "2001:db8:1:2:3:4:5:6, 20010db800010002/64",
    "2001:db8:1:2::ffff, 20010db800010002/64",
    "2001:db8:1:3::, 20010db800010003/64",
    "::ffff:192.0.2.7, 192.0.2.7",
  })
  void noHeader_isTheAddress(String peer, String key) throws Exception {
    assertThat(key(Map.of()).of(peer, List.of())).isEqualTo(key);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "192.0.2.7                      | 192.0.2.7",
        "198.51.100.1, 192.0.2.7        | 192.0.2.7",
        "192.0.2.7, 10.0.0.2, 10.9.9.9  | 192.0.2.7",
        "192.0.2.7:4711                 | 192.0.2.7",
        "[2001:db8:1:2::9]:4711         | 20010db800010002/64",
        "192.0.2.7,, ,                  | 192.0.2.7",
        "10.0.0.3, 10.0.0.2             | 10.0.0.3",
        "192.0.2.7, [2001:db8:a::1]:8080| 192.0.2.7",
        "a key                          | a key",
        "a:b:c                          | a:b:c",
        ":::,\\[]/@                     | \\[]/@",
      })
  void trustedHeader_isTheLastAddressThatIsNoProxy(String header, String key) throws Exception {
    assertThat(trusting().of(PROXY, List.of(header))).isEqualTo(key);
  }

  @Test
  void severalHeaderFields_areOneList() throws Exception {
    assertThat(trusting().of(PROXY, List.of("192.0.2.7", "198.51.100.1, 10.0.0.2")))
        .isEqualTo("198.51.100.1");
  }

  @Test
  void headerFromUntrustedPeer_isIgnored() throws Exception {
    assertThat(trusting().of("192.0.2.7", List.of("198.51.100.1"))).isEqualTo("192.0.2.7");
  }

  @Test
  void proxyWithoutHeader_isTheCaller() throws Exception {
    assertThat(trusting().of(PROXY, List.of())).isEqualTo(PROXY);
    assertThat(trusting().of(PROXY, List.of("", " , "))).isEqualTo(PROXY);
  }

  @Test
  void longKeys_areHashedAndStayDistinct() throws Exception {
    String one = trusting().of(PROXY, List.of("x".repeat(5000) + "1"));
    String other = trusting().of(PROXY, List.of("x".repeat(5000) + "2"));

    assertThat(one).hasSizeLessThanOrEqualTo(64).isNotEqualTo(other);
    assertThat(trusting().of(PROXY, List.of("x".repeat(5000) + "1"))).isEqualTo(one);
  }

  private static CallerKey trusting() throws InvalidSettings {
    return key(
        Map.of(
            "rate-limit.caller-header", "X-Forwarded-For",
            "rate-limit.trusted-proxies", "10.0.0.0/8, 2001:db8:a::/48"));
  }

  private static CallerKey key(Map<String, String> settings) throws InvalidSettings {
    Map<String, String> values = new HashMap<>(settings);
    values.put("rate-limit.requests", "1");
    return new CallerKey(
        Objects.requireNonNull(
            EffectiveSettings.load(values, Map.of(), null).settings().rateLimit()));
  }
}
