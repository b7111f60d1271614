package io.hedgerow.gateway.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class UpstreamUrlTest {

  @Test
  void parse_http_hasPort80AndNoTls() {
    assertThat(UpstreamUrl.parse("http://host/api/work"))
        .isEqualTo(new UpstreamUrl(false, "host", 80, "/api/work"));
  }

  @Test
  void parse_https_hasPort443AndTls() {
    assertThat(UpstreamUrl.parse("https://host/api/work"))
        .isEqualTo(new UpstreamUrl(true, "host", 443, "/api/work"));
  }

  @Test
  void parse_schemeInCapitals_isKnown() {
    assertThat(UpstreamUrl.parse("HTTPS://host/").isTls()).isTrue();
    assertThat(UpstreamUrl.parse("HTTP://host/").isTls()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 79, 80, 81, 65_535})
  void parse_port_isTaken(int port) {
    assertThat(UpstreamUrl.parse("http://host:" + port + "/").port()).isEqualTo(port);
  }

  @Test
  void parse_colonWithoutPort_isTheDefaultPort() {
    assertThat(UpstreamUrl.parse("http://host:/").port()).isEqualTo(80);
    assertThat(UpstreamUrl.parse("https://host:/").port()).isEqualTo(443);
  }

  @Test
  void parse_ipv6_losesItsBracketsAndGetsThemBackInTheAuthority() {
    UpstreamUrl url = UpstreamUrl.parse("http://[2001:db8::1]:8080/x");
    assertThat(url).isEqualTo(new UpstreamUrl(false, "2001:db8::1", 8080, "/x"));
    assertThat(url.hostInAuthority()).isEqualTo("[2001:db8::1]");
  }

  @Test
  void parse_hostWithUnderscore_isTakenAsContainerNetworksHaveThem() {
    assertThat(UpstreamUrl.parse("http://shop_upstream_1:8080/x"))
        .isEqualTo(new UpstreamUrl(false, "shop_upstream_1", 8080, "/x"));
  }

  @ParameterizedTest
  @CsvSource({
    "http://host, /",
    "http://host/, /",
    "http://host?a=b, /?a=b",
    "http://host/a/b?c=d&e=f, /a/b?c=d&e=f",
    "http://host/a?, /a?",
    "http://host/a%20b?c=%2F, /a%20b?c=%2F",
    "'http://host/a,b;c?$x=$y,z', '/a,b;c?$x=$y,z'",
    "http://host/ü, /%C3%BC",
    "http://host/../a//b, /../a//b",
  })
  void parse_pathAndQuery_areKeptAsTheyAreSent(String text, String requestUri) {
    assertThat(UpstreamUrl.parse(text).requestUri()).isEqualTo(requestUri);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "host",
        "host:80",
        "/api/work",
        "//host/",
        "http:",
        "http:host",
        "http:/host",
        "http://",
        "http:///path",
        "http://:80/",
        "http://?a",
        "ftp://host/",
        "h2c://host/",
        "file:///etc/passwd",
        "http://user@host/",
        "http://user:password@host/",
        "http://@host/",
        "http://host/#fragment",
        "http://host/#",
        "http://host:0/",
        "http://host:65536/",
        "http://host:99999999999/",
        "http://host:-1/",
        "http://host:x/",
        "http://host:80:80/",
        "http://[::1/",
        "http://[::g]/",
        "http://[]/",
        "http://::1/",
        "http://ho st/",
        "http://host/a b",
        "http://host/a\\b",
        "http://host/${x}",
        "http://host/\r\nx: y",
        "http://bücher.example/",
        "embedded"
      })
  void parse_whatCannotBeAsked_isRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> UpstreamUrl.parse(text));
  }

  @ParameterizedTest
  @CsvSource({
    "http://host:80/, -1",
    "http://host:443/, 443",
    "https://host:443/, -1",
    "https://host:80/, 80",
  })
  void portInAuthority_anyPort_leavesOutTheDefaultOne(String text, int expected) {
    assertThat(UpstreamUrl.parse(text).portInAuthority()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "http://Cat-A:8080/x?y, cat-a:8080",
    "http://host, host:80",
    "https://host, host:443",
    "http://[::A]/, [::a]:80",
  })
  void hostAndPort_anyUrl_hasBothInLowerCase(String text, String expected) {
    assertThat(UpstreamUrl.parse(text).hostAndPort()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "http://other:81/x?y, true",
    "https://host/x?y, false",
    "http://host/X?y, false",
    "http://host/x?z, false",
  })
  void isLike_otherUrl_mayDifferInHostAndPort(String text, boolean expected) {
    assertThat(UpstreamUrl.parse("http://host/x?y").isLike(UpstreamUrl.parse(text)))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://host/", "https://host:8443/a?b=c", "http://[::1]:81/x", "https://[::1]/x"})
  void unmasked_anyUrl_readsBackAsItself(String text) {
    assertThat(UpstreamUrl.parse(text).unmasked()).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "http://host/,             http://host/",
    "http://host/@a=b,         http://host/@a=b",
    "http://host/a?,           http://host/a?",
    "http://host/a?b,          http://host/a?***",
    "http://host/a?b=c,        http://host/a?b=***",
    "http://host/a?b=c=d&e=&f, http://host/a?b=***&***&***",
    "http://host/a?b=c?d&=e,   http://host/a?b=***&***",
    "http://host/a?b=@,        http://host/a?b=***",
  })
  void toString_anyUrl_masksTheValuesOfItsQuery(String text, String masked) {
    assertThat(UpstreamUrl.parse(text)).hasToString(masked);
  }
}
