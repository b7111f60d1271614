package io.hedgerow.gateway.route;

import java.util.Locale;
import java.util.Set;

/**
 * Header fields that belong to one connection (RFC 9110, section 7.6.1), route or frame one
 * message, or are meant for the next hop only. They never pass between caller and upstream,
 * whatever a route allows.
 */
public final class ConnectionFields {
  private static final Set<String> NAMES =
      Set.of(
          "connection",
          "content-length",
          "expect",
          "host",
          "http2-settings",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  private ConnectionFields() {}

  /** Adds the names listed in a value of the field Connection, in lower case. */
  public static void addListed(String connection, Set<String> names) {
    for (String name : connection.split(",", -1)) {
      names.add(name.strip().toLowerCase(Locale.ROOT));
    }
  }

  /** Whether this name, in lower case, is one of them. */
  public static boolean contains(String name) {
    return NAMES.contains(name);
  }
}
