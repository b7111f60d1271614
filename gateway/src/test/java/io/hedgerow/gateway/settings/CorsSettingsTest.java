package io.hedgerow.gateway.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CorsSettingsTest {
  @Test
  void origins_ofEachForm_areAccepted() {
    assertThat(CorsSettings.ALLOWED_ORIGINS.parser().apply("none")).isNull();
    assertThat(parse("*")).containsExactly("*");
    assertThat(parse("https://app.example,http://[::1]:3000 , http://localhost:5173"))
        .containsExactlyInAnyOrder(
            "https://app.example", "http://[::1]:3000", "http://localhost:5173");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "app.example",
        "https://app.example/",
        "https://App.example",
        "https://app.example:",
        "ftp://app.example",
        "https://app.example,",
        "https://app.example,*",
        "null"
      })
  void origin_thatNoBrowserSends_isRejected(String text) {
    assertThatThrownBy(() -> parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  private static Set<String> parse(String text) {
    return Objects.requireNonNull(CorsSettings.ALLOWED_ORIGINS.parser().apply(text));
  }
}
