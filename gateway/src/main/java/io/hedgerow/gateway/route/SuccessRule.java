package io.hedgerow.gateway.route;

import com.fasterxml.jackson.core.JsonPointer;
import io.hedgerow.gateway.settings.ByteSize;
import org.jspecify.annotations.Nullable;

/**
 * Which answers of an upstream are successes.
 *
 * @param statuses the status is one of these
 * @param json the body is JSON with this value; null if any body will do
 * @param bodyMax the body is no longer
 */
public record SuccessRule(StatusSet statuses, @Nullable JsonRule json, ByteSize bodyMax) {
  /** The type of a JSON value. */
  public enum JsonType {
    ANY,
    STRING,
    /** A number without fraction or exponent. */
    WHOLE_NUMBER,
    NUMBER,
    BOOLEAN,
    OBJECT,
    ARRAY
  }

  /**
   * One JSON object (RFC 8259) in UTF-8 with a value of a type at a place.
   *
   * @param at RFC 6901
   * @param min the least number; null without a bound, and for types other than numbers
   */
  public record JsonRule(JsonPointer at, JsonType is, @Nullable Long min) {}
}
