package io.hedgerow.gateway.management;

import io.hedgerow.gateway.settings.UpstreamSettings;
import io.hedgerow.gateway.settings.UpstreamUrl;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Resolves the host names of listed replicas. */
final class ReplicaAddresses {
  private ReplicaAddresses() {}

  /**
   * The addresses, with port, of each replica, by upstream and replica; only of upstreams that list
   * several. Empty for a name that cannot be resolved. Blocks, because it asks DNS.
   */
  static Map<String, Map<String, Set<String>>> lookUp(Map<String, UpstreamSettings> upstreams) {
    Map<String, Map<String, Set<String>>> addresses = new HashMap<>();
    upstreams.forEach(
        (name, upstream) -> {
          List<UpstreamUrl> urls = upstream.replicas().urls();
          if (urls.size() > 1) {
            Map<String, Set<String>> ofUpstream = new HashMap<>();
            urls.forEach(url -> ofUpstream.put(url.hostAndPort(), lookUp(url)));
            addresses.put(name, ofUpstream);
          }
        });
    return addresses;
  }

  private static Set<String> lookUp(UpstreamUrl url) {
    Set<String> addresses = new HashSet<>();
    try {
      for (InetAddress address : InetAddress.getAllByName(url.host())) {
        addresses.add(address.getHostAddress() + ":" + url.port());
      }
    } catch (UnknownHostException e) {
      return Set.of();
    }
    return addresses;
  }
}
