package io.hedgerow.benchmarks.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** HAProxy, which proxies one request without a race; see {@code haproxy.cfg}. */
final class HaProxyServer implements Server {
  private static final String HAPROXY = "haproxy";

  @Override
  public String label() {
    return HAPROXY;
  }

  @Override
  public String title() {
    return "HAProxy, one request, HTTP/2";
  }

  @Override
  public @Nullable String install() {
    return Programs.find(HAPROXY) == null ? "apt install haproxy" : null;
  }

  @Override
  public String version() throws IOException, InterruptedException {
    String all = Programs.run(Map.of(), Programs.require(HAPROXY), "-v");
    return all.lines().findFirst().orElse("").replaceFirst(" [0-9/]+ - .*", "");
  }

  @Override
  public List<String> command(Place place) throws IOException {
    Path config = Programs.copy("haproxy.cfg", place.folder());
    return Programs.withEnvironment(
        List.of("PORT=" + place.port(), "UPSTREAM_PORT=" + place.upstreamPort()),
        List.of(Programs.require(HAPROXY), "-db", "-f", config.toString()));
  }

  @Override
  public String target(long timeoutMillis) {
    return "/api/work";
  }
}
