package io.hedgerow.gateway.upstream;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.hedgerow.gateway.route.SuccessRule.JsonRule;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Checks a body against the JSON rule of a route: one JSON object (RFC 8259) in UTF-8 that has the
 * value that the rule asks for, exactly once. Only white space may follow.
 *
 * <p>The bytes are decoded before they are parsed. Given bytes, a JSON parser guesses their
 * encoding, and a UTF-16 body would break the array of answers that includes it. Short bodies are
 * decoded in one go, which is faster. Longer ones are decoded while they are parsed, which avoids a
 * second copy.
 */
public final class Payload {
  private static final int SHORT_BYTES = 4096;
  private static final char REPLACEMENT = '\ufffd';
  private static final String NOT_UTF_8 = "not UTF-8";

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();

  private Payload() {}

  /** Returns null if the body is valid, otherwise the error, which never quotes the body. */
  public static @Nullable String check(JsonRule rule, Buffer body) {
    String problem;
    try (JsonParser json = parser(body)) {
      problem = check(rule, json);
    } catch (CharacterCodingException e) {
      return NOT_UTF_8;
    } catch (StreamConstraintsException | NumberFormatException e) {
      // The second is for an exponent too large for Java's numbers.
      problem = "JSON nested too deep or with too long a number";
    } catch (IOException e) {
      problem = "not JSON";
    }
    // The rest of a long body has not been decoded yet.
    return problem == null || body.length() <= SHORT_BYTES || isUtf8(body) ? problem : NOT_UTF_8;
  }

  private static JsonParser parser(Buffer body) throws IOException {
    return body.length() <= SHORT_BYTES
        ? JSON.createParser(decode(body))
        : JSON.createParser(new Utf8Reader(body));
  }

  /** Decodes valid UTF-8 without the copies of a strict decoder. */
  private static String decode(Buffer body) throws CharacterCodingException {
    String text = body.toString(StandardCharsets.UTF_8);
    if (text.indexOf(REPLACEMENT) >= 0) {
      // It is either in the body itself, or a replacement for bytes that are not UTF-8.
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body.getBytes()));
    }
    return text;
  }

  private static boolean isUtf8(Buffer body) {
    try {
      new Utf8Reader(body).skip(Long.MAX_VALUE);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static @Nullable String check(JsonRule rule, JsonParser json) throws IOException {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      return "not a JSON object";
    }
    String problem = checkValue(rule, rule.at(), json);
    if (problem != null) {
      return problem;
    }
    return json.nextToken() == null ? null : "something after the JSON";
  }

  /** Checks the value that has just begun and reads it to its end. */
  private static @Nullable String checkValue(JsonRule rule, JsonPointer at, JsonParser json)
      throws IOException {
    if (at.matches()) {
      String problem = isAsRuled(rule, json) ? null : name(rule) + " is not " + expected(rule);
      json.skipChildren();
      return problem;
    }
    return switch (json.currentToken()) {
      case START_OBJECT -> checkObject(rule, at, json);
      case START_ARRAY -> checkArray(rule, at, json);
      default -> missing(rule);
    };
  }

  private static @Nullable String checkObject(JsonRule rule, JsonPointer at, JsonParser json)
      throws IOException {
    boolean isFound = false;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean isOnTheWay = json.currentName().equals(at.getMatchingProperty());
      json.nextToken();
      if (!isOnTheWay) {
        json.skipChildren();
      } else if (isFound) {
        return "more than one " + at.getMatchingProperty();
      } else {
        isFound = true;
        String problem = checkValue(rule, at.tail(), json);
        if (problem != null) {
          return problem;
        }
      }
    }
    return isFound ? null : missing(rule);
  }

  private static @Nullable String checkArray(JsonRule rule, JsonPointer at, JsonParser json)
      throws IOException {
    int index = 0;
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (index++ != at.getMatchingIndex()) {
        json.skipChildren();
      } else {
        String problem = checkValue(rule, at.tail(), json);
        if (problem != null) {
          return problem;
        }
      }
    }
    boolean isFound = at.getMatchingIndex() >= 0 && at.getMatchingIndex() < index;
    return isFound ? null : missing(rule);
  }

  private static boolean isAsRuled(JsonRule rule, JsonParser json) throws IOException {
    JsonToken token = json.currentToken();
    return switch (rule.is()) {
      case ANY -> true;
      case STRING -> token == JsonToken.VALUE_STRING;
      case WHOLE_NUMBER -> token == JsonToken.VALUE_NUMBER_INT && isEnough(rule, json);
      case NUMBER -> token.isNumeric() && isEnough(rule, json);
      case BOOLEAN -> token.isBoolean();
      case OBJECT -> token == JsonToken.START_OBJECT;
      case ARRAY -> token == JsonToken.START_ARRAY;
    };
  }

  private static boolean isEnough(JsonRule rule, JsonParser json) throws IOException {
    Long min = rule.min();
    if (min == null) {
      return true;
    }
    return switch (json.getNumberType()) {
      case INT, LONG -> json.getLongValue() >= min;
      case BIG_INTEGER, FLOAT, DOUBLE, BIG_DECIMAL ->
          json.getDecimalValue().compareTo(BigDecimal.valueOf(min)) >= 0;
    };
  }

  private static String expected(JsonRule rule) {
    String orMore = rule.min() == null ? "" : " of " + rule.min() + " or more";
    return switch (rule.is()) {
      case ANY -> "a value";
      case STRING -> "a string";
      case WHOLE_NUMBER -> "a whole number" + orMore;
      case NUMBER -> "a number" + orMore;
      case BOOLEAN -> "true or false";
      case OBJECT -> "an object";
      case ARRAY -> "an array";
    };
  }

  private static String missing(JsonRule rule) {
    return "no " + name(rule);
  }

  /** The name of a member of the top-level object, otherwise the pointer. */
  private static String name(JsonRule rule) {
    JsonPointer at = rule.at();
    boolean isOfTheObject = !at.matches() && at.tail().matches();
    return isOfTheObject ? at.getMatchingProperty() : "value at " + at;
  }
}
