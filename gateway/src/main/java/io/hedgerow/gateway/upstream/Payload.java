package io.hedgerow.gateway.upstream;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.hedgerow.core.race.Outcome;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Checks a body: UTF-8, and one JSON object (RFC 8259) with exactly one {@code time}, an integer of
 * 0 or more written without fraction or exponent. Only white space may follow.
 *
 * <p>The bytes are decoded before they are parsed. Given bytes, a JSON parser guesses their
 * encoding, and a UTF-16 body would break the array of answers that includes it.
 */
public final class Payload {
  /** Maximum size of a body. */
  static final int LIMIT_BYTES = 64 * 1024;

  private static final char REPLACEMENT = '\ufffd';

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();

  private Payload() {}

  /** Null if the body is valid, otherwise the error. */
  public static Outcome.@Nullable BadPayload check(Buffer body) {
    try {
      return checkJson(decode(body));
    } catch (CharacterCodingException e) {
      return new Outcome.BadPayload(200, "not UTF-8");
    } catch (StreamConstraintsException e) {
      return new Outcome.BadPayload(200, "JSON nested too deep or with too long a number");
    } catch (IOException e) {
      return new Outcome.BadPayload(200, "not JSON");
    }
  }

  /** Decodes valid UTF-8 without the copies of a strict decoder. */
  private static String decode(Buffer body) throws CharacterCodingException {
    String text = body.toString(StandardCharsets.UTF_8);
    if (text.indexOf(REPLACEMENT) >= 0) {
      // In the body itself, or in the place of bytes that are not UTF-8.
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body.getBytes()));
    }
    return text;
  }

  private static Outcome.@Nullable BadPayload checkJson(String text) throws IOException {
    try (JsonParser json = JSON.createParser(text)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return new Outcome.BadPayload(200, "not a JSON object");
      }
      boolean hasTime = false;
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean isTime = json.currentName().equals("time");
        JsonToken value = json.nextToken();
        if (isTime) {
          if (hasTime) {
            return new Outcome.BadPayload(200, "more than one time");
          }
          if (value != JsonToken.VALUE_NUMBER_INT || isNegative(json)) {
            return new Outcome.BadPayload(200, "time is not a whole number of 0 or more");
          }
          hasTime = true;
        }
        json.skipChildren();
      }
      if (!hasTime) {
        return new Outcome.BadPayload(200, "no time");
      }
      return json.nextToken() == null
          ? null
          : new Outcome.BadPayload(200, "something after the JSON");
    }
  }

  private static boolean isNegative(JsonParser json) throws IOException {
    return json.getTextCharacters()[json.getTextOffset()] == '-'
        && json.getBigIntegerValue().signum() < 0;
  }
}
