package io.hedgerow.gateway;

import static io.hedgerow.testing.Eventually.assertEventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.testing.Chromium;
import io.hedgerow.gateway.testing.RealServer;
import io.hedgerow.gateway.testing.RunningGateway;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A static site of nginx behind a prefix: docs/examples/routes/prefix.yaml with another address.
 */
final class SiteRouteTest {
  /** An image of one red pixel. */
  private static final byte[] PNG =
      Base64.getDecoder()
          .decode(
              "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAA"
                  + "DUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==");

  private static final String PAGE =
      """
      <!doctype html>
      <html lang="en">
      <meta charset="utf-8">
      <title>A hedgerow</title>
      <link rel="icon" href="data:,">
      <link rel="stylesheet" href="style.css">
      <h1>Grüße</h1>
      <img src="pictures/red%20pixel.png" width="10" height="10" alt="">
      <script src="late.js"></script>
      """;

  private static RealServer nginx;
  private static Gateway gateway;
  private static HttpClient client;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    Path site = Files.createDirectories(folder.resolve("site"));
    Files.createDirectories(site.resolve("pictures"));
    Files.writeString(site.resolve("index.html"), PAGE);
    Files.writeString(site.resolve("style.css"), "h1 { color: rgb(1, 2, 3) }\n".repeat(50));
    Files.writeString(site.resolve("late.js"), "document.title += ' in bloom';");
    Files.write(site.resolve("pictures/red pixel.png"), PNG);
    nginx = RealServer.startSite(folder);
    String example = Files.readString(Path.of("../docs/examples/routes/prefix.yaml"));
    Path routes = folder.resolve("routes.yaml");
    Files.writeString(
        routes, example.replace("http://static:8080", "http://127.0.0.1:" + nginx.port()));
    gateway = RunningGateway.startGateway("http://127.0.0.1:1/", "routes=" + routes);
    client = HttpClient.newHttpClient();
  }

  @AfterAll
  static void stop() {
    client.close();
    gateway.close();
    nginx.close();
  }

  @Test
  void page_withItsFiles_loadsInABrowser() throws Exception {
    try (Chromium chromium = Chromium.start()) {
      chromium.open(url("/site/"));

      assertEventually(() -> chromium.evaluate("document.title"), "A hedgerow in bloom");
      assertThat(chromium.texts("h1")).containsExactly("Grüße");
      assertThat(chromium.evaluate("getComputedStyle(document.querySelector('h1')).color"))
          .isEqualTo("rgb(1, 2, 3)");
      assertThat(chromium.evaluate("document.images[0].complete")).isEqualTo(true);
      assertThat(chromium.evaluate("document.images[0].naturalWidth")).isEqualTo(1);
      assertThat(chromium.console()).isEmpty();
    }
  }

  @Test
  void picture_passesByteForByte() throws Exception {
    HttpResponse<byte[]> answer =
        client.send(get("/site/pictures/red%20pixel.png").build(), BodyHandlers.ofByteArray());

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(PNG);
    assertThat(answer.headers().firstValue("content-type")).contains("image/png");
    assertThat(answer.headers().firstValue("last-modified")).isPresent();
    assertThat(answer.headers().firstValue("accept-ranges")).contains("bytes");
  }

  @Test
  void conditionalRequest_gets304WithoutABody() throws Exception {
    HttpResponse<byte[]> first =
        client.send(get("/site/style.css").build(), BodyHandlers.ofByteArray());
    String etag = first.headers().firstValue("etag").orElseThrow();
    HttpResponse<byte[]> second =
        client.send(
            get("/site/style.css").header("If-None-Match", etag).build(),
            BodyHandlers.ofByteArray());

    assertThat(second.statusCode()).isEqualTo(304);
    assertThat(second.body()).isEmpty();
    assertThat(second.headers().firstValue("etag")).contains(etag);
    assertThat(second.headers().firstValue("server-timing").orElseThrow()).contains("\"final\"");
  }

  @Test
  void compressedAnswer_passesAsItIs() throws Exception {
    HttpResponse<byte[]> answer =
        client.send(
            get("/site/style.css").header("Accept-Encoding", "gzip").build(),
            BodyHandlers.ofByteArray());

    assertThat(answer.headers().firstValue("content-encoding")).contains("gzip");
    assertThat(answer.body()[0]).isEqualTo((byte) 0x1f);
    assertThat(answer.body()[1]).isEqualTo((byte) 0x8b);
  }

  @Test
  void partOfAFile_isASuccess() throws Exception {
    HttpResponse<String> answer =
        client.send(
            get("/site/late.js").header("Range", "bytes=0-7").build(), BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(206);
    assertThat(answer.body()).isEqualTo("document");
  }

  @Test
  void missingFile_isNginxs404() throws Exception {
    HttpResponse<String> answer =
        client.send(get("/site/nowhere").build(), BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).contains("nginx");
  }

  @Test
  void pathThatLeavesTheSite_isNotAsked() throws Exception {
    HttpResponse<String> answer =
        client.send(get("/site/%2e%2e/server.conf").build(), BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body())
        .doesNotContain("nginx")
        .contains(
            "malformed-request", "/site/%2e%2e/server.conf (expected: no empty or dot segment");
  }

  private static HttpRequest.Builder get(String path) {
    return HttpRequest.newBuilder(URI.create(url(path)));
  }

  private static String url(String path) {
    return "http://127.0.0.1:" + gateway.port() + path;
  }
}
