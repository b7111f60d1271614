package io.hedgerow.benchmarks.peers;

import io.hedgerow.benchmarks.load.GatewayProcess;
import io.hedgerow.benchmarks.load.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Hedgerow as the launcher starts it, with its defaults but for how it talks to the upstream. */
enum HedgerowServer implements Server {
  ABORT("Hedgerow, HTTP/1.1, abort", "--upstream.cancel=abort"),
  DRAIN("Hedgerow, HTTP/1.1, drain", "--upstream.cancel=drain"),
  HTTP2("Hedgerow, HTTP/2", "--upstream.protocol=http2");

  /** Live threads keep such counts; those of the event loops live as long as the process. */
  private static final Pattern ALLOCATED = Pattern.compile(" allocated=([0-9]+)([BKMG])");

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
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    String threads =
        Programs.run(Map.of(), jcmd, Long.toString(process.pid()), "Thread.print", "-e");
    return ALLOCATED.matcher(threads).results().mapToLong(HedgerowServer::bytes).sum();
  }

  private static long bytes(MatchResult allocated) {
    return Long.parseLong(allocated.group(1)) << (10 * "BKMG".indexOf(allocated.group(2)));
  }
}
