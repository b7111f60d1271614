package io.hedgerow.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AnsweredBodyTest {
  @ParameterizedTest
  @CsvSource({
    "application/json, false, body",
    "application/problem+json, false, body",
    "text/html; charset=utf-8, false, body",
    "image/svg+xml, false, body",
    "image/png, false, (4 bytes of image/png)",
    "application/json, true, '(4 bytes of application/json, compressed)'",
    "'', false, (4 bytes)"
  })
  void text_isShownAndAnythingElseIsNamed(String contentType, boolean isCompressed, String shown) {
    assertThat(body("body", contentType, isCompressed).text()).isEqualTo(shown);
  }

  @Test
  void text_ofNoBody_isEmpty() {
    assertThat(body("", "", false).text()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"10000, 0", "10001, 1"})
  void text_thatIsLong_isCut(int length, int notes) {
    String text = body("x".repeat(length), "text/plain", false).text();

    assertThat(text.lines().findFirst()).hasValue("x".repeat(10_000));
    assertThat(text.lines().skip(1)).hasSize(notes);
  }

  private static AnsweredBody body(String text, String contentType, boolean isCompressed) {
    return new AnsweredBody(text.length(), text, contentType, isCompressed);
  }
}
