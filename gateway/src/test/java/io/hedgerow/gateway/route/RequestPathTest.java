package io.hedgerow.gateway.route;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RequestPathTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/               | []",
        "/a              | [a]",
        "/a/             | [a, ]",
        "/%61%62/%7E%2d  | [ab, ~-]",
        "/caf%c3%A9      | [café]",
        "/%F0%9F%8C%BF   | [🌿]",
        "/a%20b          | [a b]",
        "/x%40y/x@y      | [x@y, x@y]",
        "/%3F%23         | [?#]",
        "/100%25         | [100%]",
        "/%25/%252       | [%, %2]",
        "/.../.a/a../..a | [..., .a, a.., ..a]",
        "/a*!$&'()+,=:@b | [a*!$&'()+,=:@b]",
      })
  void parse_acceptedPath_isDecoded(String path, String decoded) {
    assertThat(requireNonNull(RequestPath.parse(path)).decoded()).hasToString(decoded);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*",
        "a",
        "http://a/",
        "?", // not a path
        "//",
        "//a",
        "/a//b",
        "/a//", // empty segments
        "/.",
        "/..",
        "/a/./b",
        "/a/../b",
        "/a/..", // dot segments
        "/%2e",
        "/a/%2e%2e/b",
        "/a/.%2E",
        "/a/%2E./b",
        "/a;b",
        "/a;b=c/d",
        "/..;",
        "/..;a=b/c",
        "/a/;/b",
        "/a%3Bb",
        "/..%3b/c", // parameters
        "/a%2Fb",
        "/a%2fb",
        "/..%2Fb",
        "/a%2f..%2fb",
        "/%2F", // encoded slashes
        "/a\\b",
        "/..\\b",
        "/a%5Cb",
        "/..%5c..%5Cb", // backslashes
        "/a%00",
        "/%00",
        "/a%0Ab",
        "/a%0d%0aX: y",
        "/%09",
        "/%7F",
        "/%C2%85", // encoded controls
        "/a\0",
        "/a\nb",
        "/a\tb",
        "/a\u007f",
        "/a b", // raw controls and spaces
        "/caf\u00e9",
        "/a\u0000b",
        "/\u012e\u012e/a",
        "/\uff0e\uff0e/a", // not ASCII
        "/%",
        "/a%",
        "/%4",
        "/%zz",
        "/%4g/",
        "/%u002e",
        "/% 41",
        "/%-1",
        "/%+1", // escapes
        "/%ff",
        "/%C0%AE",
        "/%c0%ae%c0%ae/a",
        "/%c0%af",
        "/%E0%80%AF",
        "/%ED%A0%80",
        "/%C3",
        "/%C3/%A9", // not UTF-8, or cut in two
        "/%252e%252e/a",
        "/%252F",
        "/%25%32%65",
        "/a%25%35C",
        "/%2561",
        "/%25252e", // encoded twice
        "/a?b",
        "/a#b",
        "/a[b]",
        "/{a}",
        "/a|b",
        "/a^b",
        "/a`b",
        "/a\"b",
        "/<a>", // RFC 3986
      })
  void parse_ambiguousPath_isRefused(String path) {
    assertThat(RequestPath.parse(path)).isNull();
  }
}
