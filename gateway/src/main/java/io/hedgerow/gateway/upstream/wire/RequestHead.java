package io.hedgerow.gateway.upstream.wire;

import io.hedgerow.gateway.route.ConnectionFields;
import io.hedgerow.gateway.settings.UpstreamUrl;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpHeaderValidationUtil;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.ReadOnlyHttp2Headers;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The head of one GET request. The part that all requests to a URL share is prepared once, in a
 * {@link Template}.
 *
 * <p>Target and headers may come from a caller and have been checked before. They are checked again
 * here, because a mistake would let one caller write another caller's request (request smuggling).
 */
public final class RequestHead {
  private static final AsciiString GET = AsciiString.cached("GET");
  private static final AsciiString ACCEPT = AsciiString.cached("accept");
  private static final AsciiString JSON = AsciiString.cached("application/json");
  private static final char DELETE = 0x7f;
  private static final char BYTE_MAX = 0xff;
  private static final short CRLF = '\r' << 8 | '\n';
  private static final short SEPARATOR = ':' << 8 | ' ';

  /** Common names: the HTTP/2 encoder finds identical objects faster. */
  private static final Map<String, AsciiString> COMMON_NAMES =
      Stream.of("hedgerow-deadline-ms", "traceparent", "tracestate")
          .collect(Collectors.toUnmodifiableMap(name -> name, AsciiString::cached));

  /** The Accept header of a request that sets none itself. */
  public enum Accept {
    JSON,
    /** No Accept header: RFC 9110, section 12.5.1. */
    ANYTHING
  }

  /** What all requests to one URL have in common. */
  public static final class Template {
    private final AsciiString scheme;
    private final AsciiString authority;
    private final AsciiString uri;
    // The head for the unchanged URL. The URI, and the Accept header at the end, can be left out.
    private final byte[] http1;
    private final int uriStart;
    private final int uriEnd;
    private final int acceptStart;

    /** The template for requests to this URL. */
    public Template(UpstreamUrl url) {
      String port = url.portInAuthority() < 0 ? "" : ":" + url.portInAuthority();
      this.scheme = AsciiString.of(url.isTls() ? "https" : "http");
      this.authority = AsciiString.of(url.hostInAuthority() + port);
      this.uri = AsciiString.of(url.requestUri());
      String method = GET + " ";
      String request = method + uri + " HTTP/1.1\r\nhost: " + authority + "\r\n";
      this.http1 = (request + ACCEPT + ": " + JSON + "\r\n").getBytes(StandardCharsets.US_ASCII);
      this.uriStart = method.length();
      this.uriEnd = uriStart + uri.length();
      this.acceptStart = request.length();
    }
  }

  private final Template template;
  // Null for the unchanged URL.
  private final @Nullable AsciiString uri;
  private final Accept accept;
  // Names and values alternately.
  private final List<String> headers = new ArrayList<>(4);
  private boolean hasAccept;

  /**
   * A request without further headers.
   *
   * @param target path and query; null to use those of the URL
   * @throws IllegalArgumentException if the target is not allowed in a request
   */
  public RequestHead(Template template, @Nullable String target, Accept accept) {
    this.template = template;
    this.uri = target == null ? null : AsciiString.of(checked(target));
    this.accept = accept;
  }

  /**
   * Adds a header.
   *
   * @param name in lower case, as HTTP/2 demands
   * @throws IllegalArgumentException if a gateway may not send this header, or it is invalid HTTP
   */
  public void add(String name, String value) {
    if (!isName(name) || ConnectionFields.contains(name)) {
      throw new IllegalArgumentException(
          "name of a header (expected: an end-to-end field, in lower case)");
    }
    if (!isValue(value)) {
      throw new IllegalArgumentException(
          "value of the header " + name + " (expected: bytes without controls)");
    }
    headers.add(name);
    headers.add(value);
    hasAccept |= name.contentEquals(ACCEPT);
  }

  ByteBuf toHttp1(ByteBufAllocator allocator) {
    byte[] prepared = template.http1;
    int end = isJsonAccepted() ? prepared.length : template.acceptStart;
    int uriLength = uri == null ? 0 : uri.length();
    ByteBuf bytes = allocator.ioBuffer(end + uriLength + headersLength());
    if (uri == null) {
      bytes.writeBytes(prepared, 0, end);
    } else {
      bytes.writeBytes(prepared, 0, template.uriStart);
      ByteBufUtil.writeAscii(bytes, uri);
      bytes.writeBytes(prepared, template.uriEnd, end - template.uriEnd);
    }
    for (int i = 0; i < headers.size(); i += 2) {
      ByteBufUtil.writeAscii(bytes, headers.get(i));
      bytes.writeShort(SEPARATOR);
      ByteBufUtil.writeAscii(bytes, headers.get(i + 1));
      bytes.writeShort(CRLF);
    }
    return bytes.writeShort(CRLF);
  }

  Http2Headers toHttp2() {
    int at = isJsonAccepted() ? 2 : 0;
    AsciiString[] fields = new AsciiString[at + headers.size()];
    if (at > 0) {
      fields[0] = ACCEPT;
      fields[1] = JSON;
    }
    for (int i = 0; i < headers.size(); i += 2) {
      AsciiString common = COMMON_NAMES.get(headers.get(i));
      fields[at++] = common == null ? AsciiString.of(headers.get(i)) : common;
      fields[at++] = AsciiString.of(headers.get(i + 1));
    }
    return ReadOnlyHttp2Headers.clientHeaders(
        false, GET, uri == null ? template.uri : uri, template.scheme, template.authority, fields);
  }

  private boolean isJsonAccepted() {
    return accept == Accept.JSON && !hasAccept;
  }

  private int headersLength() {
    int length = 2;
    for (int i = 0; i < headers.size(); i++) {
      length += headers.get(i).length() + 2;
    }
    return length;
  }

  private static String checked(String target) {
    if (!target.startsWith("/") || !isTargetText(target)) {
      throw new IllegalArgumentException(
          "target of a request (expected: a path and query of visible ASCII)");
    }
    return target;
  }

  private static boolean isName(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (name.charAt(i) >= 'A' && name.charAt(i) <= 'Z') {
        return false;
      }
    }
    return !name.isEmpty() && HttpHeaderValidationUtil.validateToken(name) < 0;
  }

  /** Whether a path or query may be sent: visible ASCII, without the # of a fragment. */
  public static boolean isTargetText(String text) {
    for (int i = 0; i < text.length(); i++) {
      char letter = text.charAt(i);
      if (letter <= ' ' || letter > '~' || letter == '#') {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether the value of a header may be sent: each character fits in one byte, and none is a
   * control character except tab.
   */
  public static boolean isValue(String value) {
    for (int i = 0; i < value.length(); i++) {
      char letter = value.charAt(i);
      if ((letter < ' ' && letter != '\t') || letter == DELETE || letter > BYTE_MAX) {
        return false;
      }
    }
    return true;
  }
}
