package io.hedgerow.gateway.settings;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** Networks of addresses, of IPv4 and IPv6. */
public record Subnets(List<Subnet> networks) {
  /** All addresses that share so many bits with this one. */
  record Subnet(InetAddress address, int prefix) {
    static Subnet parse(String text) {
      String[] parts = text.split("/", -1);
      InetAddress address = NetUtil.createInetAddressFromIpAddressString(parts[0]);
      if (address == null || parts.length > 2) {
        throw new IllegalArgumentException(text);
      }
      int bits = address.getAddress().length * 8;
      return new Subnet(
          address, parts.length == 1 ? bits : Setting.parseWholeNumber(parts[1], 0, bits));
    }

    boolean contains(InetAddress asked) {
      return new IpSubnetFilterRule(address, prefix, IpFilterRuleType.ACCEPT)
          .matches(new InetSocketAddress(asked, 0));
    }
  }

  /** Reads {@code 10.0.0.0/8, ::1}; an address alone is a network of one, and "none" is empty. */
  static Subnets parse(String text) {
    List<Subnet> networks = new ArrayList<>();
    if (!text.equals("none")) {
      for (String network : text.split(",", -1)) {
        networks.add(Subnet.parse(network.strip()));
      }
    }
    return new Subnets(List.copyOf(networks));
  }

  /** Whether an address is in one of them. */
  public boolean contain(InetAddress address) {
    return networks.stream().anyMatch(network -> network.contains(address));
  }
}
