package io.hedgerow.gateway.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.netty.util.NetUtil;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SubnetsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "10.0.0.0/8              | 10.255.0.1   | true",
        "10.0.0.0/8              | 11.0.0.1     | false",
        "192.0.2.7               | 192.0.2.7    | true",
        "192.0.2.7               | 192.0.2.8    | false",
        "10.0.0.0/8, 192.0.2.0/24| 192.0.2.8    | true",
        "0.0.0.0/0               | 192.0.2.8    | true",
        "0.0.0.0/0               | ::1          | false",
        "2001:db8::/32           | 2001:db8:1::1| true",
        "2001:db8::/32           | 2001:db9::1  | false",
        "::1                     | ::1          | true",
      })
  void contain_anAddress(String text, String address, boolean expected) {
    assertThat(Subnets.parse(text).contain(NetUtil.createInetAddressFromIpAddressString(address)))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ",",
        "10.0.0.0/8,",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/",
        "10.0.0.0/8/8",
        "::/129",
        "localhost",
        "10.0.0",
        "10.0.0.0 8",
        "/8",
        "all"
      })
  void parse_notANetwork_isRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Subnets.parse(text));
  }
}
