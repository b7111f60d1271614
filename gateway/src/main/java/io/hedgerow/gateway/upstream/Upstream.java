package io.hedgerow.gateway.upstream;

import io.hedgerow.gateway.settings.UpstreamSettings;
import io.hedgerow.gateway.upstream.wire.TlsClient;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An upstream, prepared for the clients of all event loops: everything that may block or fail has
 * been done. Immutable.
 *
 * @param name from the file of routes, or {@code default}
 * @param tls null without TLS
 */
public record Upstream(String name, UpstreamSettings settings, @Nullable TlsClient tls) {
  /**
   * Prepares upstreams, by name. Reuses known ones whose settings are the same. Reads the TLS files
   * of new ones, so it blocks.
   *
   * @throws InvalidUpstream if a file that an upstream needs is missing or unusable
   */
  public static Map<String, Upstream> prepare(
      Map<String, UpstreamSettings> settings, Map<String, Upstream> known) throws InvalidUpstream {
    Map<String, Upstream> prepared = new HashMap<>();
    for (Map.Entry<String, UpstreamSettings> wanted : settings.entrySet()) {
      String name = wanted.getKey();
      Upstream same = known.get(name);
      prepared.put(
          name,
          same != null && same.settings().equals(wanted.getValue())
              ? same
              : prepare(name, wanted.getValue()));
    }
    return Map.copyOf(prepared);
  }

  private static Upstream prepare(String name, UpstreamSettings settings) throws InvalidUpstream {
    try {
      return new Upstream(name, settings, TlsClient.of(settings));
    } catch (IllegalArgumentException e) {
      throw new InvalidUpstream("upstream %s: %s".formatted(name, e.getMessage()), e);
    }
  }
}
