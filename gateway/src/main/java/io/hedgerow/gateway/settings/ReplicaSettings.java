package io.hedgerow.gateway.settings;

import io.hedgerow.core.replica.Ejection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The replicas of an upstream: where they are, and how they are ejected and checked.
 *
 * @param urls the replicas' URLs, which differ only in host and port; one if {@code isDns}; none
 *     for the embedded simulator
 * @param isDns whether each address of the host of the one URL is a replica
 * @param ejection when replicas are ejected
 * @param health how their health is checked; null for no checks
 */
public record ReplicaSettings(
    List<UpstreamUrl> urls, boolean isDns, Ejection ejection, @Nullable HealthSettings health) {
  /** Maximum replicas of an upstream: URLs in the file, or addresses of a name. */
  public static final int REPLICAS_MAX = 100;

  public ReplicaSettings {
    urls = List.copyOf(urls);
    if (isDns ? urls.size() != 1 : urls.size() > REPLICAS_MAX) {
      throw new IllegalArgumentException(
          "urls: %d (expected: %s)"
              .formatted(urls.size(), isDns ? "1 with DNS" : "at most " + REPLICAS_MAX));
    }
  }

  /** These replicas, with the default ejection. */
  public static ReplicaSettings listed(List<UpstreamUrl> urls) {
    return new ReplicaSettings(urls, false, Ejection.defaults(), null);
  }

  /** A replica for each address of the URL's host, with the default ejection. */
  public static ReplicaSettings byDns(UpstreamUrl url) {
    return new ReplicaSettings(List.of(url), true, Ejection.defaults(), null);
  }

  /** The embedded simulator. */
  static ReplicaSettings embedded() {
    return listed(List.of());
  }

  /** The same replicas with this ejection and health check. */
  public ReplicaSettings with(Ejection ejection, @Nullable HealthSettings health) {
    return new ReplicaSettings(urls, isDns, ejection, health);
  }
}
