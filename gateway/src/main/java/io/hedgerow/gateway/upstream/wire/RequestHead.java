package io.hedgerow.gateway.upstream.wire;

import io.hedgerow.gateway.settings.UpstreamUrl;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpHeaderValidationUtil;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The head of one GET request. What all requests to a URL share is prepared once, in a {@link
 * Template}.
 */
public final class RequestHead {
  private static final AsciiString GET = AsciiString.cached("GET");
  private static final AsciiString ACCEPT = AsciiString.cached("accept");
  private static final AsciiString JSON = AsciiString.cached("application/json");
  private static final short CRLF = '\r' << 8 | '\n';
  private static final short SEPARATOR = ':' << 8 | ' ';

  /** What all requests to one URL have in common. */
  public static final class Template {
    private final AsciiString scheme;
    private final AsciiString authority;
    private final AsciiString path;
    private final byte[] http1;

    /** The template for requests to this URL. */
    public Template(UpstreamUrl url) {
      String port = url.portInAuthority() < 0 ? "" : ":" + url.portInAuthority();
      this.scheme = AsciiString.of(url.isTls() ? "https" : "http");
      this.authority = AsciiString.of(url.hostInAuthority() + port);
      this.path = AsciiString.of(url.requestUri());
      this.http1 =
          "GET %s HTTP/1.1\r\nhost: %s\r\n%s: %s\r\n"
              .formatted(path, authority, ACCEPT, JSON)
              .getBytes(StandardCharsets.US_ASCII);
    }
  }

  private final Template template;
  private final @Nullable String target;
  // Names and values in turn.
  private final List<String> headers = new ArrayList<>(4);

  /**
   * A request without further headers.
   *
   * @param target path and query; null for those of the URL
   */
  public RequestHead(Template template, @Nullable String target) {
    this.template = template;
    this.target = target;
  }

  /**
   * Adds a header.
   *
   * @param name in lower case, as HTTP/2 demands
   * @throws IllegalArgumentException if the value may not stand in a header
   */
  public void add(String name, String value) {
    if (HttpHeaderValidationUtil.validateValidHeaderValue(value) >= 0) {
      throw new IllegalArgumentException(
          "value of the header " + name + " (expected: no controls)");
    }
    headers.add(name);
    headers.add(value);
  }

  ByteBuf toHttp1(ByteBufAllocator allocator) {
    ByteBuf bytes = allocator.ioBuffer(template.http1.length + 64);
    if (target == null) {
      bytes.writeBytes(template.http1);
    } else {
      ByteBufUtil.writeAscii(bytes, "GET ");
      ByteBufUtil.writeAscii(bytes, target);
      bytes.writeBytes(
          template.http1,
          4 + template.path.length(),
          template.http1.length - 4 - template.path.length());
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
    Http2Headers all =
        new DefaultHttp2Headers(false, 8)
            .method(GET)
            .scheme(template.scheme)
            .authority(template.authority)
            .path(target == null ? template.path : target)
            .add(ACCEPT, JSON);
    for (int i = 0; i < headers.size(); i += 2) {
      all.add(headers.get(i), headers.get(i + 1));
    }
    return all;
  }
}
