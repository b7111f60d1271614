package io.hedgerow.gateway.api;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Refuses what Vert.x lets through: a request that a server in front of this one may have read
 * differently, so that it saw another request or another length (RFC 9112, sections 3.2, 6.3 and
 * 11.2), and a request with a body. Holds nothing.
 */
final class RequestShape {
  private RequestShape() {}

  /** What to answer to a request of this shape, or null if there is nothing wrong with it. */
  static @Nullable ProblemType refusal(HttpServerRequest http) {
    MultiMap headers = http.headers();
    if (http.version() != HttpVersion.HTTP_2 && (!isTargetClear(http) || headers.contains(""))) {
      return ProblemType.MALFORMED_REQUEST;
    }
    if (headers.contains(HttpHeaders.TRANSFER_ENCODING)) {
      return isChunkedAndNothingElse(headers) ? refusalOfBody(http) : ProblemType.MALFORMED_REQUEST;
    }
    String length = headers.get(HttpHeaders.CONTENT_LENGTH);
    if (length == null) {
      return null;
    }
    if (headers.getAll(HttpHeaders.CONTENT_LENGTH).size() > 1
        || length.isEmpty()
        || !length.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return ProblemType.MALFORMED_REQUEST;
    }
    return length.chars().allMatch(c -> c == '0') ? null : refusalOfBody(http);
  }

  /** What has a body by its nature is refused for its method, if it is. */
  private static @Nullable ProblemType refusalOfBody(HttpServerRequest http) {
    return isRead(http) ? ProblemType.BODY_NOT_ACCEPTED : null;
  }

  /** Whether its method is one that this server answers. */
  static boolean isRead(HttpServerRequest http) {
    return http.method().equals(HttpMethod.GET) || http.method().equals(HttpMethod.HEAD);
  }

  private static boolean isChunkedAndNothingElse(MultiMap headers) {
    List<String> encodings = headers.getAll(HttpHeaders.TRANSFER_ENCODING);
    return encodings.size() == 1
        && encodings.getFirst().equalsIgnoreCase("chunked")
        && !headers.contains(HttpHeaders.CONTENT_LENGTH);
  }

  /**
   * Whether it names one host, once; that of an absolute target counts more, and both for nothing.
   */
  private static boolean isTargetClear(HttpServerRequest http) {
    if (http.uri().chars().anyMatch(c -> c <= ' ' || c == 0x7f)) {
      return false;
    }
    List<String> hosts = http.headers().getAll(HttpHeaders.HOST);
    if (hosts.isEmpty()) {
      return http.version() == HttpVersion.HTTP_1_0 && http.uri().startsWith("/");
    }
    String host = hosts.getFirst();
    return hosts.size() == 1 && !host.isEmpty() && HostAndPort.parseAuthority(host, 0) != null;
  }
}
