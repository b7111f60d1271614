package io.hedgerow.benchmarks.peers;

import io.hedgerow.benchmarks.load.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A kind of server to compare: how to find it on this machine, start it and query it. */
interface Server {
  /** Where a server runs, and its upstream. */
  record Place(int port, int upstreamPort, Path folder) {
    String upstreamUrl() {
      return "http://127.0.0.1:" + upstreamPort + "/api/work";
    }
  }

  /** All servers. */
  static List<Server> all() {
    return Stream.of(
            Stream.<Server>of(HedgerowServer.values()),
            Stream.of(new GoServer(), new FloorServer(), new HaProxyServer(), new FastApiServer()))
        .flatMap(servers -> servers)
        .toList();
  }

  /** Its name on the command line. */
  String label();

  /** Human-readable name. */
  String title();

  /** The command that installs it, or null if it is installed. */
  @Nullable String install() throws IOException, InterruptedException;

  /** Its version and those of its main components. */
  String version() throws IOException, InterruptedException;

  /** Prepares its files and returns the command that starts it. */
  List<String> command(Place place) throws IOException, InterruptedException;

  /** Path and query of a request. */
  default String target(long timeoutMillis) {
    return "/api/first?timeout=" + timeoutMillis;
  }

  /** Bytes allocated since its start, or null if it does not count them. */
  default @Nullable Long allocatedBytes(ServerProcess process, int port)
      throws IOException, InterruptedException {
    return null;
  }
}
