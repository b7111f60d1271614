package io.hedgerow.gateway.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parts of an {@code http} or {@code https} URL. Its query may contain a key, so {@code
 * toString()} masks it; {@link #unmasked()}, {@link #query()} and {@link #requestUri()} do not.
 *
 * @param isTls whether the scheme is https
 * @param host a name or an address, IPv6 without brackets
 * @param port 1 to 65535
 * @param requestUri path and query as sent, such as {@code /api/work}
 */
public record UpstreamUrl(boolean isTls, String host, int port, String requestUri) {
  private static final Pattern USER = Pattern.compile("(?s)^(.*?//|).*@");
  private static final Pattern FRAGMENT = Pattern.compile("(?s)#.+");
  private static final Pattern PARAMETER = Pattern.compile("([^&=#]+=|)[^&#]+");

  // Not URI.getHost(), which rejects underscores; names in container networks may contain them.
  private static final Pattern AUTHORITY =
      Pattern.compile("(?:\\[([^\\]]+)\\]|([A-Za-z0-9._~-]+))(?::([0-9]{0,9}))?");

  /**
   * Parses a URL; throws {@link IllegalArgumentException} for anything that requests cannot use.
   */
  public static UpstreamUrl parse(String text) {
    URI uri;
    try {
      uri = new URI(new URI(text).toASCIIString());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(text, e);
    }
    boolean isTls = "https".equalsIgnoreCase(uri.getScheme());
    boolean isKnownScheme = isTls || "http".equalsIgnoreCase(uri.getScheme());
    Matcher authority = AUTHORITY.matcher(String.valueOf(uri.getRawAuthority()));
    if (!isKnownScheme
        || uri.getRawAuthority() == null
        || uri.getRawFragment() != null
        || !authority.matches()) {
      throw new IllegalArgumentException(text);
    }
    String portText = authority.group(3);
    int port =
        portText == null || portText.isEmpty() ? (isTls ? 443 : 80) : Integer.parseInt(portText);
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException(text);
    }
    String host = authority.group(1) != null ? authority.group(1) : authority.group(2);
    String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    String requestUri = uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
    return new UpstreamUrl(isTls, host, port, requestUri);
  }

  /** Its host in lower case and its port, such as {@code cat-a:8080}: the name of a replica. */
  public String hostAndPort() {
    return hostInAuthority().toLowerCase(Locale.ROOT) + ":" + port;
  }

  /** This URL at another host and port, in the format of {@link #hostAndPort()}. */
  public UpstreamUrl at(String hostAndPort) {
    int colon = hostAndPort.lastIndexOf(':');
    String host = hostAndPort.substring(0, colon).replaceAll("[\\[\\]]", "");
    int port = Integer.parseInt(hostAndPort.substring(colon + 1));
    return new UpstreamUrl(isTls, host, port, requestUri);
  }

  /** Whether another URL differs at most in its host and port. */
  public boolean isLike(UpstreamUrl other) {
    return isTls == other.isTls && requestUri.equals(other.requestUri);
  }

  /** The host for a Host header: IPv6 in brackets. */
  public String hostInAuthority() {
    return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
  }

  /** The port for a Host header; -1 for the default port, which is left out. */
  public int portInAuthority() {
    return port == (isTls ? 443 : 80) ? -1 : port;
  }

  /** Its path, such as {@code /api/work}; {@code /} if it has none. */
  public String path() {
    int query = requestUri.indexOf('?');
    return query < 0 ? requestUri : requestUri.substring(0, query);
  }

  /** Its path followed by another path, which begins with a slash. */
  public String pathWith(String appended) {
    String path = path();
    return (path.endsWith("/") ? path.substring(0, path.length() - 1) : path) + appended;
  }

  /** Its query without the question mark; empty if it has none. */
  public String query() {
    int query = requestUri.indexOf('?');
    return query < 0 ? "" : requestUri.substring(query + 1);
  }

  /** The whole URL, for requests only. Never show it: its query may contain a key. */
  public String unmasked() {
    String portText = portInAuthority() < 0 ? "" : ":" + port;
    return (isTls ? "https://" : "http://") + hostInAuthority() + portText + requestUri;
  }

  /** The URL with the values in its query masked. */
  @Override
  public String toString() {
    return maskQuery(unmasked());
  }

  /** A text meant as a URL, with user, password and the values in its query masked. */
  public static String mask(String text) {
    try {
      return maskQuery(parse(text).unmasked());
    } catch (IllegalArgumentException e) {
      // Any part may be malformed, so everything up to the last @ may belong to a password.
      return maskQuery(USER.matcher(text).replaceFirst("$1***@"));
    }
  }

  private static String maskQuery(String text) {
    int query = text.indexOf('?') + 1;
    String masked =
        query == 0
            ? text
            : text.substring(0, query)
                + PARAMETER.matcher(text.substring(query)).replaceAll("$1***");
    return FRAGMENT.matcher(masked).replaceFirst("#***");
  }
}
