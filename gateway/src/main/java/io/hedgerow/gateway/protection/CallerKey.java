package io.hedgerow.gateway.protection;

import io.hedgerow.gateway.settings.RateLimitSettings;
import io.hedgerow.gateway.settings.Subnets;
import io.netty.util.NetUtil;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Computes the key under which a caller is rate limited: the address of its connection, or the
 * value of a header that a trusted proxy set. IPv6 addresses share a key per /64 network, because
 * one caller usually owns all of it. Safe for use by any thread.
 */
final class CallerKey {
  private static final int IPV6_NETWORK_BYTES = 8;
  private static final int LENGTH_MAX = 64;

  private final @Nullable String header;
  private final @Nullable Subnets proxies;

  CallerKey(RateLimitSettings settings) {
    this.header = settings.callerHeader();
    this.proxies = settings.trustedProxies();
  }

  /** The caller's key, at most 64 characters. */
  String of(HttpServerRequest http) {
    SocketAddress remote = http.remoteAddress();
    String peer = remote == null ? "" : String.valueOf(remote.hostAddress());
    return of(peer, header == null ? List.of() : http.headers().getAll(header));
  }

  /**
   * The caller's key.
   *
   * @param peer the address of the connection
   * @param values the values of the header; each proxy appends the address of its client
   */
  String of(String peer, List<String> values) {
    String caller = peer;
    for (String value : List.of(String.join(",", values).split(",")).reversed()) {
      if (!isProxy(caller)) {
        break;
      }
      caller = value.isBlank() ? caller : value.strip();
    }
    return key(caller);
  }

  private boolean isProxy(String text) {
    InetAddress address = address(text);
    return proxies != null && address != null && proxies.contain(address);
  }

  private static String key(String text) {
    InetAddress address = address(text);
    if (address instanceof Inet6Address v6) {
      return HexFormat.of().formatHex(v6.getAddress(), 0, IPV6_NETWORK_BYTES) + "/64";
    }
    if (address != null) {
      return address.getHostAddress();
    }
    // An API key or a token. Long ones are hashed, because they may differ only at the end.
    return text.length() <= LENGTH_MAX
        ? text
        : UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
  }

  /** The address in {@code 192.0.2.1}, {@code 192.0.2.1:80}, {@code ::1} or {@code [::1]:80}. */
  private static @Nullable InetAddress address(String text) {
    InetAddress address = NetUtil.createInetAddressFromIpAddressString(text);
    if (address != null) {
      return address;
    }
    HostAndPort authority = HostAndPort.parseAuthority(text, -1);
    return authority == null
        ? null
        : NetUtil.createInetAddressFromIpAddressString(authority.host());
  }
}
