package io.hedgerow.gateway.route;

import com.fasterxml.jackson.core.JsonPointer;
import io.hedgerow.gateway.settings.ByteSize;
import org.jspecify.annotations.Nullable;

/**
 * Which answers of an upstream are successes.
 *
 * @param statuses statuses of a success
 * @param json what the body must contain; null to accept any body
 * @param bodyMax maximum length of the body
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
   * The body is one JSON object (RFC 8259) in UTF-8 with a value of this type at this place.
   *
   * @param at the place, a JSON pointer (RFC 6901)
   * @param min the minimum of a number; null for none, and for types other than numbers
   */
  public record JsonRule(JsonPointer at, JsonType is, @Nullable Long min) {}
}
