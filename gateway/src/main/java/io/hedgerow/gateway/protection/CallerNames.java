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
 * Who a request comes from, as far as limits are concerned: the address of its connection, or what
 * a trusted proxy says in a header. An IPv6 address counts as its network of 64 bits, all of which
 * one caller usually has. May be used by any thread.
 */
final class CallerNames {
  private static final int IPV6_NETWORK_BYTES = 8;
  private static final int LENGTH_MAX = 64;

  private final @Nullable String header;
  private final @Nullable Subnets proxies;

  CallerNames(RateLimitSettings settings) {
    this.header = settings.callerHeader();
    this.proxies = settings.trustedProxies();
  }

  /** The name of the caller, of at most 64 characters. */
  String of(HttpServerRequest http) {
    SocketAddress remote = http.remoteAddress();
    String peer = remote == null ? "" : String.valueOf(remote.hostAddress());
    return of(peer, header == null ? List.of() : http.headers().getAll(header));
  }

  /**
   * The name of the caller.
   *
   * @param peer the address of the connection
   * @param values of the header; each proxy adds at the end whom it was asked by
   */
  String of(String peer, List<String> values) {
    String caller = peer;
    for (String said : List.of(String.join(",", values).split(",")).reversed()) {
      if (!isProxy(caller)) {
        break;
      }
      caller = said.isBlank() ? caller : said.strip();
    }
    return name(caller);
  }

  private boolean isProxy(String text) {
    InetAddress address = address(text);
    return proxies != null && address != null && proxies.contain(address);
  }

  private static String name(String text) {
    InetAddress address = address(text);
    if (address instanceof Inet6Address v6) {
      return HexFormat.of().formatHex(v6.getAddress(), 0, IPV6_NETWORK_BYTES) + "/64";
    }
    if (address != null) {
      return address.getHostAddress();
    }
    // A key or a token; long ones may differ at their end only.
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
