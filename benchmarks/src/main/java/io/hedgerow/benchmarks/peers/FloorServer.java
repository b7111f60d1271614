package io.hedgerow.benchmarks.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Only the system calls of a race, as a lower bound for CPU time; see {@code floor.c}. */
final class FloorServer implements Server {
  private static final String COMPILER = "cc";

  @Override
  public String label() {
    return "floor";
  }

  @Override
  public String title() {
    return "Bare system calls in C, HTTP/1.1";
  }

  @Override
  public @Nullable String install() {
    return Programs.find(COMPILER) == null ? "apt install gcc libc6-dev" : null;
  }

  @Override
  public String version() throws IOException, InterruptedException {
    return Programs.run(Map.of(), Programs.require(COMPILER), "--version")
        .lines()
        .findFirst()
        .orElse("");
  }

  @Override
  public List<String> command(Place place) throws IOException, InterruptedException {
    Path source = Programs.copy("floor.c", place.folder());
    String program = place.folder().resolve("floor").toAbsolutePath().toString();
    Programs.run(
        Map.of(),
        Programs.require(COMPILER),
        "-O2",
        "-D_GNU_SOURCE",
        "-o",
        program,
        source.toString());
    return List.of(program, Integer.toString(place.port()), Integer.toString(place.upstreamPort()));
  }
}
