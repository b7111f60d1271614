package io.hedgerow.gateway.management;

import static io.hedgerow.testing.Eventually.assertEventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.hedgerow.gateway.Gateway;
import io.hedgerow.gateway.testing.Chromium;
import io.hedgerow.gateway.testing.RunningGateway;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A reload that a web page asks for, in a real browser. */
final class ReloadFromAPageTest {
  @TempDir private Path folder;

  @Test
  void page_ofAnotherOrigin_cannotReloadTheRoutes() throws Exception {
    Path file = Files.writeString(folder.resolve("routes.yaml"), "routes: {cat: {path: /cat}}\n");
    HttpServer other =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    try (Gateway gateway =
            RunningGateway.startGateway("http://127.0.0.1:1/work", "routes=" + file);
        Chromium browser = Chromium.start()) {
      String management = "http://127.0.0.1:" + gateway.managementPort();
      serve(other, "<form method=post action=" + management + "/routes/reload><button>Win");
      String before = gateway.routes().hash();
      Files.writeString(file, "routes: {dog: {path: /dog}}\n");

      // Without reading the answer, which the browser forbids, so the request needs no permission.
      openAndPost(
          browser, "http://127.0.0.1:" + other.getAddress().getPort(), management, "no-cors");
      assertThat(gateway.routes().hash()).isEqualTo(before);
      browser.click("button");
      assertEventually(
          () -> browser.texts("body"), List.of("sent by a web page of another origin"));
      assertThat(gateway.routes().hash()).isEqualTo(before);

      openAndPost(browser, management, management, "same-origin");
      assertThat(gateway.routes().changes())
          .containsExactly("route cat removed", "route dog added");
    } finally {
      other.stop(0);
    }
  }

  private static void serve(HttpServer server, String html) {
    byte[] page =
        ("<!doctype html><title>Other</title>" + html).getBytes(StandardCharsets.US_ASCII);
    server.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().add("content-type", "text/html");
          exchange.sendResponseHeaders(200, page.length);
          exchange.getResponseBody().write(page);
          exchange.close();
        });
    server.start();
  }

  /** Opens a page, posts from it, and waits for the answer. */
  private static void openAndPost(Chromium browser, String page, String management, String mode) {
    browser.open(page + "/");
    assertEventually(
        () -> browser.evaluate("location.origin + document.readyState"), page + "complete");
    browser.evaluate(
        "void fetch('%s/routes/reload', {method: 'POST', mode: '%s'})".formatted(management, mode)
            + ".then(() => document.title = 'answered', e => document.title = String(e))");
    assertEventually(() -> browser.evaluate("document.title"), "answered");
  }
}
