package io.hedgerow.gateway.upstream.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.settings.UpstreamSettings.Protocol;
import io.hedgerow.gateway.settings.UpstreamUrl;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DialerTest {
  @ParameterizedTest
  @CsvSource({
    "AUTO, http://host/, false",
    "AUTO, https://host/, true",
    "HTTP1, http://host/, false",
    "HTTP1, https://host/, false",
    "HTTP2, http://host/, true",
    "HTTP2, https://host/, true"
  })
  void mayMultiplex_protocolAndScheme_isWhetherHttp2CanCome(
      Protocol protocol, String url, boolean expected) {
    assertThat(Dialer.mayMultiplex(protocol, UpstreamUrl.parse(url))).isEqualTo(expected);
  }
}
