package io.hedgerow.benchmarks.peers;

import io.hedgerow.benchmarks.load.GatewayProcess;
import io.hedgerow.benchmarks.load.Jvm;
import io.hedgerow.benchmarks.load.ServerProcess;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Hedgerow as the launcher starts it, with defaults except for one upstream setting. */
enum HedgerowServer implements Server {
  ABORT("Hedgerow, HTTP/1.1, abort", "--upstream.cancel=abort"),
  DRAIN("Hedgerow, HTTP/1.1, drain", "--upstream.cancel=drain"),
  HTTP2("Hedgerow, HTTP/2", "--upstream.protocol=http2");

  private final String title;
  private final String setting;

  HedgerowServer(String title, String setting) {
    this.title = title;
    this.setting = setting;
  }

  @Override
  public String label() {
    return "hedgerow-" + name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String title() {
    return title;
  }

  @Override
  public @Nullable String install() {
    return null;
  }

  @Override
  public String version() {
    return "Java " + Runtime.version();
  }

  @Override
  public List<String> command(Place place) {
    List<String> arguments =
        List.of(
            "serve",
            "--host=127.0.0.1",
            "--port=" + place.port(),
            "--management.port=0",
            "--upstream.url=" + place.upstreamUrl(),
            setting);
    return Stream.of(GatewayProcess.command(), arguments).flatMap(List::stream).toList();
  }

  @Override
  public Long allocatedBytes(ServerProcess process, int port)
      throws IOException, InterruptedException {
    return Jvm.allocatedBytes(process.pid());
  }
}
