package io.hedgerow.gateway.api;

import io.hedgerow.gateway.inbound.CallerServer;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rejects some requests that Vert.x accepts: GET and HEAD with a body, and requests that a proxy in
 * front may have parsed differently, with another target or length (RFC 9112, sections 3.2, 6.3 and
 * 11.2).
 */
final class RequestFraming {
  private static final char DELETE = 0x7f;

  private RequestFraming() {}

  /** The answer that rejects this request, or null if its framing is clear. */
  static @Nullable Answer rejection(HttpServerRequest http) {
    String ambiguity = http.version() == HttpVersion.HTTP_2 ? null : ambiguity(http);
    if (ambiguity == null) {
      ambiguity = ambiguityOfLength(http.headers());
    }
    if (ambiguity != null) {
      return Answer.problem(ProblemType.MALFORMED_REQUEST, ambiguity);
    }
    // Only GET and HEAD bodies are rejected here; other methods get 405.
    return CallerServer.announcesBody(http) && isGetOrHead(http)
        ? Answer.problem(ProblemType.BODY_NOT_ACCEPTED, ProblemType.BODY_NOT_ACCEPTED.title())
        : null;
  }

  /** Whether the method is GET or HEAD, the only ones the API serves besides CORS preflights. */
  static boolean isGetOrHead(HttpServerRequest http) {
    return http.method().equals(HttpMethod.GET) || http.method().equals(HttpMethod.HEAD);
  }

  /** What is ambiguous about an HTTP/1.x target or header, or null. */
  private static @Nullable String ambiguity(HttpServerRequest http) {
    if (hasControl(http.uri())) {
      return "Control character in the request target";
    }
    return http.headers().contains("") ? "Header without a name" : ambiguityOfHost(http);
  }

  private static boolean hasControl(String uri) {
    for (int i = 0; i < uri.length(); i++) {
      if (uri.charAt(i) <= ' ' || uri.charAt(i) == DELETE) {
        return true;
      }
    }
    return false;
  }

  /** Demands exactly one valid Host, even with an absolute-form target, whose authority wins. */
  private static @Nullable String ambiguityOfHost(HttpServerRequest http) {
    List<String> hosts = http.headers().getAll(HttpHeaders.HOST);
    if (hosts.isEmpty()) {
      boolean isOptional = http.version() == HttpVersion.HTTP_1_0 && http.uri().startsWith("/");
      return isOptional ? null : "Missing Host header";
    }
    if (hosts.size() > 1) {
      return "More than one Host header";
    }
    String host = hosts.getFirst();
    return host.isEmpty() || HostAndPort.parseAuthority(host, 0) == null
        ? "Invalid Host header"
        : null;
  }

  private static @Nullable String ambiguityOfLength(MultiMap headers) {
    if (!headers.contains(HttpHeaders.TRANSFER_ENCODING)
        && !headers.contains(HttpHeaders.CONTENT_LENGTH)) {
      return null;
    }
    List<String> encodings = headers.getAll(HttpHeaders.TRANSFER_ENCODING);
    List<String> lengths = headers.getAll(HttpHeaders.CONTENT_LENGTH);
    if (!encodings.isEmpty() && !lengths.isEmpty()) {
      return "Both Transfer-Encoding and Content-Length";
    }
    if (encodings.size() > 1 || !encodings.stream().allMatch("chunked"::equalsIgnoreCase)) {
      return "Invalid Transfer-Encoding header";
    }
    if (lengths.size() > 1 || !lengths.stream().allMatch(RequestFraming::isDigits)) {
      return "Invalid Content-Length header";
    }
    return null;
  }

  private static boolean isDigits(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
