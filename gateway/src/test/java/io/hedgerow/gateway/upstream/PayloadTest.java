package io.hedgerow.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.core.JsonPointer;
import io.hedgerow.gateway.route.SuccessRule.JsonRule;
import io.hedgerow.gateway.route.SuccessRule.JsonType;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PayloadTest {
  private static final int LONG_BYTES = 4097;
  private static final JsonRule TIME =
      new JsonRule(JsonPointer.compile("/time"), JsonType.WHOLE_NUMBER, 0L);
  private static final String NOT_JSON = "not JSON";
  private static final String NOT_UTF_8 = "not UTF-8";
  private static final String NO_TIME = "no time";
  private static final String BAD_TIME = "time is not a whole number of 0 or more";
  private static final String TRAILING = "something after the JSON";
  private static final String TOO_MUCH = "JSON nested too deep or with too long a number";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"time\":160}",
        "{\"time\": 0}",
        "{\"time\": -0}",
        "{\"time\": 9223372036854775807}",
        "{\"time\": 9223372036854775808}",
        "{\"time\": 123456789012345678901234567890}",
        " \t\r\n{ \"time\" :\n1 }\r\n\t ",
        "{\"a\": 1.5e3, \"time\": 1, \"b\": null}",
        "{\"a\": {\"time\": -1, \"b\": [{\"time\": \"x\"}, [[]]]}, \"time\": 1}",
        "{\"time\": 1, \"a\": {\"time\": 2}}",
        "{\"a\": 1, \"a\": 2, \"time\": 1}",
        "{\"\\u0074ime\": 1}",
        "{\"Time\": -1, \"time\": 1, \"\": 0}",
        "{\"time\": 1, \"text\": \"Gr\u00fc\u00dfe \u65e5\u672c \ud83d\ude00\"}",
        "{\"time\": 1, \"text\": \"\\ud83d\\ude00 \\ud800 \\u0000\"}",
        "{\"time\": 1, \"text\": \"\ufeff\"}",
      })
  void check_objectWithAWholeTime_isValid(String text) {
    assertThat(check(text)).isNull();
  }

  @Test
  void check_timeOfAThousandDigits_isValid() {
    assertThat(check("{\"time\": " + "9".repeat(1000) + "}")).isNull();
  }

  @Test
  void check_bodyOfTheLargestSize_isValid() {
    String start = "{\"time\": 1, \"text\": \"";
    String text = start + "x".repeat(65_536 - start.length() - 2) + "\"}";
    assertThat(text).hasSize(65_536);
    assertThat(check(text)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"1\"",
        "null",
        "true",
        "false",
        "[]",
        "[1]",
        "{}",
        "{\"time\": 1}",
        "-1",
        "-10",
        "1.0",
        "0.0",
        "1e3",
        "1E0",
        "-0.0",
        "9223372036854775808.0"
      })
  void check_timeThatIsNotAWholeNumber_isRefused(String time) {
    assertThat(check("{\"time\": " + time + "}")).isEqualTo(BAD_TIME);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NaN",
        "Infinity",
        "-Infinity",
        "01",
        "-01",
        "00",
        "+1",
        ".5",
        "1.",
        "0x1",
        "1_0",
        "'1'",
        "time",
        "--1",
        "-",
        "1e",
        "",
        "\u0661"
      })
  void check_timeThatIsNotJson_isRefused(String time) {
    assertThat(check("{\"time\": " + time + "}")).isEqualTo(NOT_JSON);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"a\": 1}",
        "{\"Time\": 1}",
        "{\"time \": 1}",
        "{\"a\": {\"time\": 1}}",
        "{\"t\": 1}",
        "{\"timer\": 1}"
      })
  void check_objectWithoutTime_isRefused(String text) {
    assertThat(check(text)).isEqualTo(NO_TIME);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"time\": 1, \"time\": 1}",
        "{\"time\": 1, \"a\": 2, \"time\": -1}",
        "{\"time\": 1, \"\\u0074\\u0069\\u006d\\u0065\": 2}"
      })
  void check_moreThanOneTime_isRefused(String text) {
    assertThat(check(text)).isEqualTo("more than one time");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "\r\n",
        "[]",
        "null",
        "true",
        "1",
        "\"time\"",
        "[{\"time\": 1}]",
        "-1.5e3"
      })
  void check_nothingOrAnotherJsonValue_isRefused(String text) {
    assertThat(check(text)).isEqualTo("not a JSON object");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"time\": 1} {\"time\": 2}", "{\"time\": 1}{\"time\": 2}", "{\"time\": 1} 2",
        "{\"time\": 1} []", "{\"time\": 1} null", "{\"time\": 1} \"\""
      })
  void check_anotherValueBehindTheObject_isRefused(String text) {
    assertThat(check(text)).isEqualTo(TRAILING);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "{\"time\"",
        "{\"time\":",
        "{\"time\": 1",
        "{\"time\": 1,",
        "{\"time\": 1,}",
        "{\"time\": 1}}",
        "{\"time\": 1},",
        "{\"time\": 1} x",
        "{\"time\": 1}\u0000",
        "{\"time\": 1}\u00a0",
        "{\"time\": 1}\f",
        "\u000b{\"time\": 1}",
        "\ufeff{\"time\": 1}",
        "{\"time\": 1}\ufeff",
        "{'time': 1}",
        "{time: 1}",
        "{\"time\" 1}",
        "{\"time\"; 1}",
        "{\"time\": 1 \"a\": 2}",
        "{,\"time\": 1}",
        "{\"time\": 1, \"a\": [1,]}",
        "{\"time\": 1, \"a\": [}",
        "{\"time\": 1, \"a\": undefined}",
        "{\"time\": 1, \"a\": tru}",
        "{\"time\": 1, \"a\": \"\\x\"}",
        "{\"time\": 1, \"a\": \"\\u12G4\"}",
        "{\"time\": 1, \"a\": \"open}",
        "{\"time\": 1, \"a\": \"\n\"}",
        "{\"time\": 1, \"a\": \"\t\"}",
        "{\"time\": 1, \"a\": \"\u0000\"}",
        "{\"time\": 1, \"a\": \"\u001f\"}",
        "{\"ti\nme\": 2, \"time\": 1}",
        "/* a */ {\"time\": 1}",
        "{\"time\": 1 /* a */}",
        "{\"time\": 1} // a",
        "# a\n{\"time\": 1}",
        ")]}'\n{\"time\": 1}",
        "<h1>It works!</h1>",
        "time=1"
      })
  void check_textThatIsNotJson_isRefused(String text) {
    assertThat(check(text)).isEqualTo(NOT_JSON);
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
  void check_anotherUnicodeEncoding_isRefused(String charset) {
    assertThat(check("{\"time\": 1}", Charset.forName(charset))).isEqualTo(NOT_JSON);
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "ISO-8859-1"})
  void check_bytesOfAnotherEncoding_areRefused(String charset) {
    assertThat(check("{\"time\": 1, \"a\": \"\u00fc\"}", Charset.forName(charset)))
        .isEqualTo(NOT_UTF_8);
  }

  @ParameterizedTest
  @CsvSource({
    "an overlong slash,               c0af",
    "an overlong NUL of two bytes,    c080",
    "an overlong slash of three,      e080af",
    "an overlong slash of four,       f08080af",
    "a high surrogate,                eda080",
    "a low surrogate,                 edb080",
    "a pair of surrogates (CESU-8),   eda0bdedb880",
    "a truncated sequence of two,     c3",
    "a truncated sequence of three,   e282",
    "a truncated sequence of four,    f09f98",
    "a continuation byte alone,       80",
    "a code point above U+10FFFF,     f4908080",
    "a byte that UTF-8 never has,     ff",
  })
  void check_bytesThatAreNotUtf8_areRefused(String name, String hex) {
    Buffer body =
        Buffer.buffer("{\"time\": 1, \"a\": \"")
            .appendBytes(HexFormat.of().parseHex(hex))
            .appendString("\"}");
    assertThat(check(body)).as(name).isEqualTo(NOT_UTF_8);
  }

  @Test
  void check_anyTwoBytesInAString_areValidIfAStrictDecoderAcceptsThem() {
    for (int bytes = 0; bytes <= 0xffff; bytes++) {
      assertUtf8IsChecked((byte) (bytes >> 8), (byte) bytes);
    }
  }

  @Test
  void check_randomBytesInAString_areValidIfAStrictDecoderAcceptsThem() {
    Random random = new Random(20261126);
    for (int i = 0; i < 100_000; i++) {
      byte[] bytes = new byte[random.nextInt(1, 9)];
      random.nextBytes(bytes);
      if (random.nextBoolean()) {
        // Otherwise, continuation bytes would rarely follow lead bytes.
        for (int k = 1; k < bytes.length; k++) {
          bytes[k] = (byte) (0x80 | (bytes[k] & 0x3f));
        }
      }
      assertUtf8IsChecked(bytes);
    }
  }

  private static void assertUtf8IsChecked(byte... bytes) {
    boolean isUtf8;
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      isUtf8 = true;
    } catch (CharacterCodingException e) {
      isUtf8 = false;
    }
    Buffer body = Buffer.buffer("{\"time\": 1, \"a\": \"").appendBytes(bytes).appendString("\"}");
    boolean isAccepted = !NOT_UTF_8.equals(check(body));
    if (isAccepted != isUtf8) {
      fail(HexFormat.of().formatHex(bytes) + " accepted: " + isAccepted);
    }
  }

  @Test
  void check_sequenceCutOffAtTheEnd_isRefused() {
    Buffer body = Buffer.buffer("{\"time\": 1}").appendByte((byte) 0xc3);
    assertThat(check(body)).isEqualTo(NOT_UTF_8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"a\":"})
  void check_nestingOfTenThousand_isRefusedAndDoesNotOverflowTheStack(String open) {
    assertThat(check("{\"time\": 1, \"a\": " + open.repeat(10_000))).isEqualTo(TOO_MUCH);
  }

  @Test
  void check_timeOfFiveThousandDigits_isRefused() {
    assertThat(check("{\"time\": " + "9".repeat(5000) + "}")).isEqualTo(TOO_MUCH);
    assertThat(check("{\"time\": -" + "9".repeat(5000) + "}")).isEqualTo(TOO_MUCH);
  }

  /** A multi-byte character may be split between two windows of a long body. */
  @ParameterizedTest
  @ValueSource(strings = {"x", "\u00fc", "\u65e5", "\ud83d\ude00"})
  void check_longBodyOfCharactersOfOneToFourBytes_isValid(String character) {
    for (int padding = 0; padding < 8; padding++) {
      String text =
          "{\"time\": 1, \"a\": \"" + "y".repeat(padding) + character.repeat(9000) + "\"}";
      assertThat(check(text)).isNull();
      assertThat(check(text.replace("\"}", "\"x"))).isEqualTo(NOT_JSON);
      assertThat(check(Buffer.buffer(text).appendByte((byte) 0xc3))).isEqualTo(NOT_UTF_8);
    }
  }

  @Test
  void check_longBodyThatIsNeitherJsonNorUtf8_isNotUtf8() {
    Buffer body = Buffer.buffer("{]" + " ".repeat(100_000)).appendByte((byte) 0xff);
    assertThat(check(body)).isEqualTo(NOT_UTF_8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /i | ANY |  | {"i": null} |
          /i | ANY |  | {"i": {"a": [1]}} |
          /i | ANY |  | {"a": 1} | no i
          /i | STRING |  | {"i": ""} |
          /i | STRING |  | {"i": 1} | i is not a string
          /i | STRING |  | {"i": null} | i is not a string
          /i | BOOLEAN |  | {"i": true} |
          /i | BOOLEAN |  | {"i": false} |
          /i | BOOLEAN |  | {"i": "true"} | i is not true or false
          /i | OBJECT |  | {"i": {}, "a": 1} |
          /i | OBJECT |  | {"i": []} | i is not an object
          /i | ARRAY |  | {"i": [{"i": 1}, [2]]} |
          /i | ARRAY |  | {"i": {"i": []}} | i is not an array
          /i | WHOLE_NUMBER |  | {"i": -7} |
          /i | WHOLE_NUMBER |  | {"i": 7.0} | i is not a whole number
          /i | WHOLE_NUMBER | 7 | {"i": 7} |
          /i | WHOLE_NUMBER | 7 | {"i": 6} | i is not a whole number of 7 or more
          /i | NUMBER |  | {"i": -1e-9} |
          /i | NUMBER |  | {"i": "1"} | i is not a number
          /i | NUMBER | 7 | {"i": 7} |
          /i | NUMBER | 7 | {"i": 0.7e1} |
          /data/id | ANY |  | {"data": {"a": {}, "id": 1}} |
          /data/id | ANY |  | {"id": 1, "data": {}} | no value at /data/id
          /data/id | ANY |  | {"data": [{"id": 1}]} | no value at /data/id
          /data/id | ANY |  | {"data": "id"} | no value at /data/id
          /data/id | STRING |  | {"data": {"id": 1}} | value at /data/id is not a string
          /data/id | ANY |  | {"data": {"id": 1, "id": 2}} | more than one id
          /data/id | ANY |  | {"data": {"id": 1}, "data": 1} | more than one data
          /data/id | ANY |  | {"data": {"id": 1}} x | not JSON
          /data/id | ANY |  | {"data": {"id": 1}} 2 | something after the JSON
          /data/id | ANY |  | {"data": {"id": 1} | not JSON
          /items/1/id | ANY |  | {"items": [[], {"id": 1}, 3]} |
          /items/1/id | ANY |  | {"items": [{"id": 1}]} | no value at /items/1/id
          /items/1/id | ANY |  | {"items": {"1": {"id": 1}}} |
          /items/x | ANY |  | {"items": [1, 2]} | no value at /items/x
          /a~1b/c~0d | ANY |  | {"a/b": {"c~d": 1}} |
          '' | OBJECT |  | {} |
          '' | ANY |  | {"a": 1} 2 | something after the JSON
          '' | ANY |  | [1] | not a JSON object
          """)
  void check_rule_holdsOrSaysWhatIsWrong(
      String at, JsonType type, @Nullable Long min, String text, @Nullable String problem) {
    JsonRule rule = new JsonRule(JsonPointer.compile(at), type, min);
    assertThat(check(rule, Buffer.buffer(text))).isEqualTo(problem);
  }

  @Test
  void check_numberBeyondJavasLongAndDouble_isCompared() {
    for (JsonType type : new JsonType[] {JsonType.WHOLE_NUMBER, JsonType.NUMBER}) {
      JsonRule rule = new JsonRule(JsonPointer.compile("/i"), type, 7L);
      assertThat(check(rule, Buffer.buffer("{\"i\": 99999999999999999999}"))).isNull();
      assertThat(check(rule, Buffer.buffer("{\"i\": -99999999999999999999}")))
          .endsWith("7 or more");
    }
    JsonRule rule = new JsonRule(JsonPointer.compile("/i"), JsonType.NUMBER, 7L);
    assertThat(check(rule, Buffer.buffer("{\"i\": 1e99999999999}"))).isEqualTo(TOO_MUCH);
    assertThat(check(rule, Buffer.buffer("{\"i\": 6.99999999999999999999999}")))
        .isEqualTo("i is not a number of 7 or more");
  }

  private static @Nullable String check(String text) {
    return check(text, StandardCharsets.UTF_8);
  }

  private static @Nullable String check(String text, Charset charset) {
    return check(Buffer.buffer(text.getBytes(charset)));
  }

  private static @Nullable String check(Buffer body) {
    return check(TIME, body);
  }

  /** Checks a short body also when padded, because long bodies are decoded differently. */
  private static @Nullable String check(JsonRule rule, Buffer body) {
    String problem = Payload.check(rule, body);
    if (body.length() < LONG_BYTES) {
      Buffer padded = Buffer.buffer(" ".repeat(LONG_BYTES)).appendBuffer(body);
      assertThat(Payload.check(rule, padded)).isEqualTo(problem);
    }
    return problem;
  }
}
