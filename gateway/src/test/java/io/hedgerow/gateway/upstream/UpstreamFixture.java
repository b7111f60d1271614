package io.hedgerow.gateway.upstream;

import io.hedgerow.gateway.settings.UpstreamSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Closes what a test has opened, in reverse order. Most tests open a raw upstream and a client. */
final class UpstreamFixture implements AfterEachCallback {
  private final List<AutoCloseable> opened = new ArrayList<>();
  private @Nullable RawUpstream upstream;
  private @Nullable ClientBench bench;

  /** Opens an upstream that follows these scripts, and a client with these settings. */
  void start(UpstreamSettings settings, RawUpstream.Script... scripts) {
    upstream = open(new RawUpstream(scripts));
    bench = open(new ClientBench(settings, upstream.url()));
  }

  RawUpstream upstream() {
    return Objects.requireNonNull(upstream);
  }

  ClientBench bench() {
    return Objects.requireNonNull(bench);
  }

  <T extends AutoCloseable> T open(T resource) {
    opened.add(resource);
    return resource;
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    for (AutoCloseable resource : opened.reversed()) {
      resource.close();
    }
  }
}
