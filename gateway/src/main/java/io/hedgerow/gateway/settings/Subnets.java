package io.hedgerow.gateway.settings;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** IPv4 and IPv6 networks. */
public record Subnets(List<Subnet> networks) {
  /** The addresses whose first {@code prefix} bits are those of {@code address}. */
  record Subnet(InetAddress address, int prefix) {
    static Subnet parse(String text) {
      String[] parts = text.split("/", -1);
      InetAddress address = NetUtil.createInetAddressFromIpAddressString(parts[0]);
      if (address == null || parts.length > 2) {
        throw new IllegalArgumentException(text);
      }
      int bits = address.getAddress().length * 8;
      return new Subnet(address, parts.length == 1 ? bits : Syntax.parseInteger(parts[1], 0, bits));
    }

    @Override
    public String toString() {
      return address.getHostAddress() + "/" + prefix;
    }

    boolean contains(InetAddress asked) {
      return new IpSubnetFilterRule(address, prefix, IpFilterRuleType.ACCEPT)
          .matches(new InetSocketAddress(asked, 0));
    }
  }

  /** Parses {@code 10.0.0.0/8, ::1}; an address without a prefix length is a network of one. */
  static Subnets parse(String text) {
    return new Subnets(
        Arrays.stream(text.split(",", -1)).map(String::strip).map(Subnet::parse).toList());
  }

  /** The same syntax as for {@link #parse}. */
  @Override
  public String toString() {
    return networks.stream().map(Subnet::toString).collect(Collectors.joining(", "));
  }

  /** Whether an address is in one of these networks. */
  public boolean contain(InetAddress address) {
    return networks.stream().anyMatch(network -> network.contains(address));
  }
}
