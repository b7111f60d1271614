package io.hedgerow.gateway.management;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.util.regex.Pattern;

/**
 * The address of the API, as the documentation shows it.
 *
 * @param scheme {@code http} or {@code https}
 * @param host a name or an address; IPv6 in brackets
 */
public record ApiAddress(String scheme, String host, int port) {
  /** Without characters that could end a value in YAML or in a Content-Security-Policy. */
  private static final Pattern SAFE_HOST =
      Pattern.compile("[A-Za-z0-9._-]{1,255}|\\[[0-9A-Fa-f:.]{2,45}]");

  /**
   * Replaces the host with the one under which the browser reached this listener, because the API
   * is reachable there too.
   */
  ApiAddress seenBy(HttpServerRequest request) {
    HostAndPort authority = request.authority();
    return authority != null && SAFE_HOST.matcher(authority.host()).matches()
        ? new ApiAddress(scheme, authority.host(), port)
        : this;
  }

  /** The OpenAPI description with this address as the default server. */
  String fillInto(String openApi) {
    return openApi
        .replace("url: http://{host}:{port}", "url: " + scheme + "://{host}:{port}")
        .replace("default: localhost", "default: '" + host + "'")
        .replace("default: '8000'", "default: '" + port + "'");
  }

  @Override
  public String toString() {
    return scheme + "://" + host + ":" + port;
  }
}
