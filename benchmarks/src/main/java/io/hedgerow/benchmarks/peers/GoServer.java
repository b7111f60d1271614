package io.hedgerow.benchmarks.peers;

import io.hedgerow.benchmarks.load.ServerProcess;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A plain {@code net/http} server that races like {@code /api/first}; see {@code server.go}. */
final class GoServer implements Server {
  private static final String GO = "go";

  @Override
  public String label() {
    return "go";
  }

  @Override
  public String title() {
    return "Go net/http, HTTP/1.1";
  }

  @Override
  public @Nullable String install() {
    return Programs.find(GO) == null ? "apt install golang-go" : null;
  }

  @Override
  public String version() throws IOException, InterruptedException {
    return Programs.run(Map.of(), Programs.require(GO), "version").replaceFirst("^go version ", "");
  }

  @Override
  public List<String> command(Place place) throws IOException, InterruptedException {
    Path source = Programs.copy("server.go", place.folder());
    String program = place.folder().resolve("go-server").toAbsolutePath().toString();
    String cache = place.folder().resolve("go-cache").toAbsolutePath().toString();
    Programs.run(
        Map.of("GOCACHE", cache, "GO111MODULE", "off"),
        Programs.require(GO),
        "build",
        "-o",
        program,
        source.toString());
    return List.of(program, Integer.toString(place.port()), place.upstreamUrl());
  }

  @Override
  public Long allocatedBytes(ServerProcess process, int port) throws IOException {
    URI variables = URI.create("http://127.0.0.1:" + port + "/debug/vars");
    try (InputStream answer = variables.toURL().openStream()) {
      String json = new String(answer.readAllBytes(), StandardCharsets.UTF_8);
      return new JsonObject(json).getJsonObject("memstats").getLong("TotalAlloc");
    }
  }
}
