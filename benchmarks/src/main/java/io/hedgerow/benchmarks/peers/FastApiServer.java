package io.hedgerow.benchmarks.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A FastAPI server on uvicorn and httpx that races like {@code /api/first}; see {@code server.py}.
 */
final class FastApiServer implements Server {
  private static final String VERSIONS =
      """
      import fastapi, httpx, httptools, platform, uvicorn, uvloop
      print(f'FastAPI {fastapi.__version__}, httpx {httpx.__version__}, '
            f'uvicorn {uvicorn.__version__} with uvloop {uvloop.__version__}, '
            f'Python {platform.python_version()}')
      """;

  @Override
  public String label() {
    return "fastapi";
  }

  @Override
  public String title() {
    return "FastAPI, httpx, HTTP/1.1";
  }

  @Override
  public @Nullable String install() throws InterruptedException {
    try {
      version();
      return null;
    } catch (IOException e) {
      return "apt install python3-fastapi python3-httpx python3-uvicorn python3-uvloop"
          + " python3-httptools";
    }
  }

  @Override
  public String version() throws IOException, InterruptedException {
    return Programs.run(Map.of(), python(), "-c", VERSIONS);
  }

  @Override
  public List<String> command(Place place) throws IOException {
    Path program = Programs.copy("server.py", place.folder());
    return Programs.withEnvironment(
        List.of("UPSTREAM_URL=" + place.upstreamUrl(), "PYTHONDONTWRITEBYTECODE=1"),
        List.of(
            python(),
            "-m",
            "uvicorn",
            "server:app",
            "--app-dir=" + program.toAbsolutePath().getParent(),
            "--port=" + place.port(),
            "--log-level=warning"));
  }

  /** Debian's Python, which has the packages, rather than another one on PATH. */
  private static String python() throws IOException {
    return Path.of("/usr/bin/python3").toFile().canExecute()
        ? "/usr/bin/python3"
        : Programs.require("python3");
  }
}
