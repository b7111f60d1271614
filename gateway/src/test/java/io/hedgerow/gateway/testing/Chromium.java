package io.hedgerow.gateway.testing;

import static io.hedgerow.testing.Eventually.assertEventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A headless Chromium with one page, controlled over the Chrome DevTools Protocol. It can reach
 * 127.0.0.1 only.
 */
public final class Chromium implements AutoCloseable {
  private static final long LIMIT_SECONDS = 60;
  private static final Pattern PORT = Pattern.compile("DevTools listening on ws://[^:]+:([0-9]+)/");

  private final Path log;
  private final Process process;
  private final HttpClient client = HttpClient.newHttpClient();
  private final Map<Integer, CompletableFuture<JsonObject>> calls = new ConcurrentHashMap<>();
  private final WebSocket page;
  private int lastCall;

  private Chromium() throws IOException, InterruptedException {
    // Not deleted at the end: Chromium's processes may still be writing to it then.
    Path folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "chromium-");
    log = folder.resolve("log.txt");
    process =
        new ProcessBuilder(
                executable(),
                "--headless=new",
                "--no-sandbox",
                "--no-first-run",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
                "--user-data-dir=" + folder.resolve("profile"),
                "--enable-logging=stderr",
                "--remote-debugging-port=0",
                "about:blank")
            .redirectOutput(Redirect.DISCARD)
            .redirectError(log.toFile())
            .start();
    assertEventually(() -> PORT.matcher(log()).find(), true);
    page =
        client
            .newWebSocketBuilder()
            .buildAsync(pageAddress(), new Answers())
            .orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS)
            .join();
  }

  public static Chromium start() throws IOException, InterruptedException {
    return new Chromium();
  }

  /** Makes pages see this color scheme, {@code dark} or {@code light}. */
  public void preferColorScheme(String scheme) {
    JsonObject feature = new JsonObject().put("name", "prefers-color-scheme").put("value", scheme);
    call(
        "Emulation.setEmulatedMedia",
        new JsonObject().put("features", new JsonArray().add(feature)));
  }

  /** Makes the window as small as a phone's. */
  public void resize(int width, int height) {
    call(
        "Emulation.setDeviceMetricsOverride",
        new JsonObject()
            .put("width", width)
            .put("height", height)
            .put("deviceScaleFactor", 1)
            .put("mobile", true));
  }

  /** A screenshot of the window, as PNG. */
  public byte[] screenshot() {
    JsonObject answer = call("Page.captureScreenshot", new JsonObject().put("format", "png"));
    return Base64.getDecoder().decode(answer.getString("data"));
  }

  public void open(String url) {
    call("Page.navigate", new JsonObject().put("url", url));
  }

  /** The value of a JavaScript expression in the page, or null for undefined. */
  public @Nullable Object evaluate(String expression) {
    JsonObject answer =
        call(
            "Runtime.evaluate",
            new JsonObject().put("expression", expression).put("returnByValue", true));
    assertThat(answer.getJsonObject("exceptionDetails")).as(expression).isNull();
    return answer.getJsonObject("result").getValue("value");
  }

  /** Texts of all elements that this selector finds. */
  public List<String> texts(String selector) {
    return evaluateArray(
            "[...document.querySelectorAll(%s)].map(e => e.textContent.trim())"
                .formatted(quoted(selector)))
        .stream()
        .map(String::valueOf)
        .toList();
  }

  /** Waits until an element is there and not covered, and clicks its middle with the mouse. */
  public void click(String selector) {
    assertEventually(() -> middle(selector).isEmpty(), false);
    JsonArray middle = middle(selector);
    for (String type : List.of("mousePressed", "mouseReleased")) {
      call(
          "Input.dispatchMouseEvent",
          new JsonObject()
              .put("type", type)
              .put("x", middle.getDouble(0))
              .put("y", middle.getDouble(1))
              .put("button", "left")
              .put("clickCount", 1));
    }
  }

  /** The coordinates of an element's middle; empty if it is missing, disabled or covered. */
  private JsonArray middle(String selector) {
    return evaluateArray(
        """
        (() => {
          const element = document.querySelector(%s);
          if (!element || element.disabled) return [];
          element.scrollIntoView({block: 'center', behavior: 'instant'});
          const box = element.getBoundingClientRect();
          const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
          return element.contains(document.elementFromPoint(x, y)) ? [x, y] : [];
        })()"""
            .formatted(quoted(selector)));
  }

  private JsonArray evaluateArray(String expression) {
    if (evaluate(expression) instanceof JsonArray array) {
      return array;
    }
    throw new AssertionError("not an array: " + expression);
  }

  /** Replaces the text of an input with this, as if it were typed. */
  public void type(String selector, String text) {
    click(selector);
    evaluate("document.activeElement.select()");
    call("Input.insertText", new JsonObject().put("text", text));
  }

  /** Messages on the page's console, violations of its security policy included. */
  public List<String> console() {
    return log().lines().filter(line -> line.contains(":CONSOLE")).toList();
  }

  @Override
  public void close() {
    page.abort();
    client.shutdownNow();
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private JsonObject call(String method, JsonObject parameters) {
    int id = ++lastCall;
    CompletableFuture<JsonObject> answer = new CompletableFuture<>();
    calls.put(id, answer);
    JsonObject message =
        new JsonObject().put("id", id).put("method", method).put("params", parameters);
    page.sendText(message.encode(), true).orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join();
    JsonObject received = answer.orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join();
    assertThat(received.getJsonObject("error")).as(message.encode()).isNull();
    return received.getJsonObject("result");
  }

  private URI pageAddress() throws IOException, InterruptedException {
    Matcher port = PORT.matcher(log());
    assertThat(port.find()).isTrue();
    URI list = URI.create("http://127.0.0.1:" + port.group(1) + "/json/list");
    String targets =
        client.send(HttpRequest.newBuilder(list).build(), BodyHandlers.ofString()).body();
    return new JsonArray(targets)
        .stream()
            .map(JsonObject.class::cast)
            .filter(target -> target.getString("type").equals("page"))
            .map(target -> URI.create(target.getString("webSocketDebuggerUrl")))
            .findFirst()
            .orElseThrow();
  }

  private String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "\\'") + "'";
  }

  private static String executable() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .flatMap(
            folder ->
                Stream.of("chromium", "chromium-browser", "google-chrome")
                    .map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () ->
                new AssertionError(
                    "no chromium on PATH; install it (Debian: apt install chromium)"))
        .toString();
  }

  /** Receives the answers to calls; ignores events, which have no id. */
  private final class Answers implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        JsonObject message = new JsonObject(text.toString());
        text.setLength(0);
        CompletableFuture<JsonObject> call = calls.remove(message.getInteger("id", -1));
        if (call != null) {
          call.complete(message);
        }
      }
      socket.request(1);
      return null;
    }
  }
}
