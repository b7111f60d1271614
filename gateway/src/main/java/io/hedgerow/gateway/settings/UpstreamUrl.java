package io.hedgerow.gateway.settings;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * Where the upstream is: the parts of an {@code http} or {@code https} URL.
 *
 * @param isTls whether the scheme is https
 * @param host a name or an address, IPv6 without brackets
 * @param port 1 to 65535
 * @param requestUri path and query as they are sent, such as {@code /api/work}
 */
public record UpstreamUrl(boolean isTls, String host, int port, String requestUri) {

  /** Parses a URL; throws {@link IllegalArgumentException} for anything that cannot be asked. */
  public static UpstreamUrl parse(String text) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(text, e);
    }
    boolean isTls = "https".equalsIgnoreCase(uri.getScheme());
    boolean isKnownScheme = isTls || "http".equalsIgnoreCase(uri.getScheme());
    int port = uri.getPort() == -1 ? (isTls ? 443 : 80) : uri.getPort();
    if (!isKnownScheme
        || uri.getHost() == null
        || uri.getRawUserInfo() != null
        || uri.getRawFragment() != null
        || port < 1
        || port > 65_535) {
      throw new IllegalArgumentException(text);
    }
    String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    String requestUri = uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
    return new UpstreamUrl(isTls, withoutBrackets(uri.getHost()), port, requestUri);
  }

  /** Host and port as a Host header has them: no default port, IPv6 in brackets. */
  public String authority() {
    String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    return port == (isTls ? 443 : 80) ? name : name + ":" + port;
  }

  @Override
  public String toString() {
    return (isTls ? "https://" : "http://") + authority() + requestUri;
  }

  private static String withoutBrackets(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }
}
