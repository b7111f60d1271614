package io.hedgerow.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PathPatternTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/*",
        "/a",
        "/a/",
        "/a/*",
        "/{id}",
        "/{id}/",
        "/a/{productId}/{page-size}/{x_2}/*",
        "/.well-known/...",
        "/~user/a@b:c,d=e+f!g$h&i'j(k)",
        "/%7Euser/caf%C3%A9/100%25/%2A",
      })
  void parse_validPattern_keepsItsText(String text) {
    assertThat(PathPattern.parse(text)).hasToString(text);
    assertThat(PathTemplate.parse(text)).hasToString(text);
  }

  @Test
  void parse_knowsLiteralsVariablesAndRest() {
    assertThat(PathPattern.parse("/a/{id}/*").segments())
        .containsExactly(
            new PathSegment.Literal("a"), new PathSegment.Variable("id"), new PathSegment.Rest());
    assertThat(PathPattern.parse("/a/").segments())
        .containsExactly(new PathSegment.Literal("a"), new PathSegment.Literal(""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``          | a path that begins with /",
        "a           | a path that begins with /",
        "*           | a path that begins with /",
        "http://a/b  | a path that begins with /",
        "//          | no empty segment",
        "/a//b       | no empty segment",
        "/a//        | no empty segment",
        "//*         | no empty segment",
        "/*/a        | * only as the last segment, %2A elsewhere",
        "/a*         | * only as the last segment, %2A elsewhere",
        "/**         | * only as the last segment, %2A elsewhere",
        "/a/{b       | a variable as a whole segment, such as {id}: a letter, then letters, digits,"
            + " - and _",
        "/{}         | a variable as a whole segment, such as {id}: a letter, then letters, digits,"
            + " - and _",
        "/{1}        | a variable as a whole segment, such as {id}: a letter, then letters, digits,"
            + " - and _",
        "/{id}.json  | a variable as a whole segment, such as {id}: a letter, then letters, digits,"
            + " - and _",
        "/{a/b}      | a variable as a whole segment, such as {id}: a letter, then letters, digits,"
            + " - and _",
        "/a?b=c      | a path without query and fragment",
        "/a#b        | a path without query and fragment",
        "/café       | %C3%A9 instead of é",
        "/a b        | %20 instead of  ",
        "/a[0]       | %5B instead of [",
      })
  void parse_invalidPattern_isRefused(String text, String expected) {
    String message = "%s (expected: %s".formatted(text, expected);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PathPattern.parse(text))
        .withMessageStartingWith("path: " + message);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PathTemplate.parse(text))
        .withMessageStartingWith("to: " + message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".", "..", "%2e%2E", "a;b", "a%3Bb", "a\\b", "a%5Cb", "a%2Fb", "%00", "%zz", "%ff"
      })
  void parse_segmentThatNoRequestMayHave_isRefused(String segment) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PathPattern.parse("/a/" + segment + "/b"))
        .withMessage(
            "path: /a/%s/b (expected: no %s, because no request with . or .., with ;, an encoded /"
                + " or \\, a control character or invalid percent-encoding is served)",
            segment, segment);
  }

  @Test
  void parse_variableTwice_isRefusedInAPatternOnly() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PathPattern.parse("/{a}/{b}/{a}"))
        .withMessage("path: /{a}/{b}/{a} (expected: {a} once)");
    assertThat(PathTemplate.parse("/{a}/{b}/{a}")).hasToString("/{a}/{b}/{a}");
  }
}
