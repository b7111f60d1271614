package io.hedgerow.gateway.cli;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The body of an answer, prepared for a terminal: a route may pass anything through, such as an
 * image.
 *
 * @param decoded the body decoded as UTF-8
 * @param contentType in lower case; empty if the answer has none
 * @param isCompressed whether it has a content encoding
 */
record AnsweredBody(int lengthBytes, String decoded, String contentType, boolean isCompressed) {
  private static final int SHOWN_MAX = 10_000;
  private static final Pattern TEXT = Pattern.compile("text/.*|.*[/+](json|xml|yaml|javascript).*");

  static AnsweredBody of(HttpResponse<byte[]> response) {
    return new AnsweredBody(
        response.body().length,
        new String(response.body(), StandardCharsets.UTF_8),
        response.headers().firstValue("content-type").orElse("").toLowerCase(Locale.ROOT),
        response.headers().firstValue("content-encoding").isPresent());
  }

  /** The problem document; empty if the body is not one. */
  String problem() {
    return contentType.startsWith("application/problem+json") ? decoded : "";
  }

  /** The text, cut if it is long; for other content, a description of it. */
  String text() {
    if (lengthBytes > 0 && (isCompressed || !TEXT.matcher(contentType).matches())) {
      return "(%d bytes%s%s)"
          .formatted(
              lengthBytes,
              contentType.isEmpty() ? "" : " of " + contentType,
              isCompressed ? ", compressed" : "");
    }
    return decoded.length() > SHOWN_MAX
        ? decoded.substring(0, SHOWN_MAX) + "\n(%d bytes in total)".formatted(lengthBytes)
        : decoded;
  }
}
