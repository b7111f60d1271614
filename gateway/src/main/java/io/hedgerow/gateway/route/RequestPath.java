package io.hedgerow.gateway.route;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The segments of a request's path, if all servers behind us read them in the same way.
 *
 * <p>Servers disagree about what an unusual path means. nginx merges {@code //}, decodes {@code
 * %2F} before it resolves {@code ..}, and may pass on {@code %3B} as {@code ;}. Tomcat cuts {@code
 * ;name=value} off each segment. Node's {@code URL} reads {@code \} as a slash and {@code %2e} as a
 * dot. A second proxy may decode a second time. Any of these could turn the path of one route into
 * that of another, or escape from the folder that a {@link PathTemplate} put it in. So a path is
 * refused, never repaired, if it has
 *
 * <ul>
 *   <li>a character that RFC 3986 does not allow in a path, such as {@code \}, a space, a control
 *       character or a byte that is not ASCII; or a {@code %} without two hexadecimal digits;
 *   <li>an empty segment other than the last;
 *   <li>a segment {@code .} or {@code ..}, encoded or not;
 *   <li>{@code ;}, encoded or not;
 *   <li>an encoded {@code /}, {@code \} or control character, such as {@code %00};
 *   <li>encoded bytes that are not UTF-8, such as {@code %C0%AE}, an overlong dot;
 *   <li>an escape that has been encoded again, such as {@code %252E}. An encoded {@code %} is
 *       accepted unless two hexadecimal digits follow.
 * </ul>
 *
 * <p>Every other path passes unchanged. Two segments are equal if they decode to the same text. RFC
 * 3986, section 6.2.2, treats fewer as equal (not {@code %40} and {@code @}), but servers decode
 * all of them.
 *
 * @param sent the segments as the caller sent them, not decoded
 * @param decoded the same segments, decoded
 */
record RequestPath(List<String> sent, List<String> decoded) {
  private static final Pattern REFUSED_WHEN_DECODED =
      Pattern.compile("[/\\\\;\\p{Cc}]|%\\p{XDigit}{2}");

  /** The segments of a path without a query, or null if it is refused. */
  static @Nullable RequestPath parse(String path) {
    if (!path.startsWith("/")) {
      return null;
    }
    List<String> sent = new ArrayList<>();
    List<String> decoded = new ArrayList<>();
    int start = 1;
    int end;
    do {
      int slash = path.indexOf('/', start);
      end = slash < 0 ? path.length() : slash;
      String segment = path.substring(start, end);
      String meaning = decode(segment);
      if (meaning == null || (segment.isEmpty() && slash >= 0)) {
        return null;
      }
      sent.add(segment);
      decoded.add(meaning);
      start = end + 1;
    } while (end < path.length());
    return new RequestPath(sent, decoded);
  }

  /** The segments of a path that may have been refused, not decoded. */
  static RequestPath unchecked(String path) {
    List<String> segments = List.of(path.substring(1).split("/", -1));
    return new RequestPath(segments, segments);
  }

  /** The decoded text of a segment, or null if the segment is refused. */
  static @Nullable String decode(String segment) {
    boolean isEncoded = false;
    for (int i = 0; i < segment.length(); i++) {
      char c = segment.charAt(i);
      if (c == '%') {
        isEncoded = true;
      } else if (!isAllowed(c)) {
        return null;
      }
    }
    String decoded = isEncoded ? decodeEscapes(segment) : segment;
    return switch (decoded) {
      case null -> null;
      case ".", ".." -> null;
      default -> decoded;
    };
  }

  /** RFC 3986, section 3.3 (pchar), without the semicolon. */
  private static boolean isAllowed(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "-._~!$&'()*+,=:@".indexOf(c) >= 0;
  }

  private static @Nullable String decodeEscapes(String segment) {
    byte[] bytes = new byte[segment.length()];
    int count = 0;
    for (int i = 0; i < segment.length(); i++) {
      char c = segment.charAt(i);
      if (c != '%') {
        bytes[count++] = (byte) c;
      } else if (i + 2 < segment.length()
          && HexFormat.isHexDigit(segment.charAt(i + 1))
          && HexFormat.isHexDigit(segment.charAt(i + 2))) {
        bytes[count++] = (byte) HexFormat.fromHexDigits(segment, i + 1, i + 3);
        i += 2;
      } else {
        return null;
      }
    }
    try {
      // A new decoder reports malformed bytes; String's constructor would replace them.
      String decoded = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, count)).toString();
      return REFUSED_WHEN_DECODED.matcher(decoded).find() ? null : decoded;
    } catch (CharacterCodingException e) {
      return null;
    }
  }
}
