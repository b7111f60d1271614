package io.hedgerow.gateway.management;

import io.hedgerow.gateway.route.Routes;
import io.vertx.core.buffer.Buffer;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * A file that a browser can load from the management listener: of the console, of the list of pages
 * that replaces it if it is off, of the OpenAPI description, or of Swagger UI, which shows the
 * description. No page loads anything from other servers.
 *
 * @param contentType its media type
 * @param resource its name on the class path; that of a file of a WebJar starts with {@link
 *     #WEB_JAR}
 * @param styles the value of {@code style-src} in its Content-Security-Policy
 */
record Page(String contentType, String resource, String styles) {
  private static final String OPEN_API = "openapi.yaml";
  private static final String DOCS = "docs.html";
  private static final String WEB_JAR = "webjar:";

  private static final String HTML = "text/html; charset=utf-8";
  private static final String CSS = "text/css; charset=utf-8";
  private static final String SCRIPT = "text/javascript; charset=utf-8";
  private static final String OWN = "'self'";
  // Swagger UI uses inline styles.
  private static final String ANY_STYLES = "'self' 'unsafe-inline'";

  /** The Content-Security-Policy of a page that needs nothing from elsewhere. */
  static final String OWN_POLICY = policy(OWN, OWN);

  private static final String SWAGGER_UI = WEB_JAR + "org.webjars/swagger-ui/swagger-ui";
  private static final String UPLOT = WEB_JAR + "org.webjars.npm/uplot/dist/uPlot";

  private static final Map<String, Page> BY_PATH =
      Map.of(
          "/", new Page(HTML, "index.html", ANY_STYLES),
          "/openapi.yaml", new Page("application/yaml", OPEN_API, OWN),
          "/docs", new Page(HTML, DOCS, ANY_STYLES),
          "/docs/docs.js", new Page(SCRIPT, "docs.js", OWN),
          "/docs/docs.css", new Page(CSS, "docs.css", OWN),
          "/docs/swagger-ui-bundle.js", new Page(SCRIPT, SWAGGER_UI + "-bundle.js", OWN),
          "/docs/swagger-ui.css", new Page(CSS, SWAGGER_UI + ".css", OWN));

  private static final Map<String, Page> OF_CONSOLE = ofConsole();

  private static Map<String, Page> ofConsole() {
    Map<String, Page> pages = new HashMap<>();
    pages.put("/", new Page(HTML, "console/console.html", OWN));
    pages.put("/console/console.css", new Page(CSS, "console/console.css", OWN));
    pages.put("/console/uPlot.js", new Page(SCRIPT, UPLOT + ".iife.min.js", OWN));
    pages.put("/console/uPlot.css", new Page(CSS, UPLOT + ".min.css", OWN));
    for (String module :
        List.of(
            "advice",
            "chaos",
            "charts",
            "console",
            "dom",
            "format",
            "live",
            "raceBars",
            "races",
            "replicas",
            "routes",
            "save",
            "server",
            "tryIt")) {
      String path = "console/" + module + ".js";
      pages.put("/" + path, new Page(SCRIPT, path, OWN));
    }
    return Map.copyOf(pages);
  }

  static @Nullable Page at(String path) {
    return BY_PATH.get(path);
  }

  /** The console's page or one of its files; {@link #at} finds all others. */
  static @Nullable Page ofConsole(String path) {
    return OF_CONSOLE.get(path);
  }

  /**
   * The value of the header Content-Security-Policy: the page may load files of this listener, and
   * Swagger UI may call the API, but no other origin.
   */
  String policy(ApiAddress api) {
    return policy(resource.equals(DOCS) ? OWN + " " + api : OWN, styles);
  }

  private static String policy(String connections, String styles) {
    return "default-src 'none'; script-src 'self'; img-src 'self' data:;"
        + " connect-src %s; style-src %s;".formatted(connections, styles)
        + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
  }

  /**
   * Reads the page from its jar. Blocks, so do not call it on an event loop.
   *
   * @param file the routes of the file, for their description; null if the built-in ones are in
   *     force
   */
  Buffer read(ApiAddress api, @Nullable Routes file) {
    try {
      if (resource.equals(OPEN_API)) {
        String builtIn = api.fillInto(text(OPEN_API));
        return Buffer.buffer(file == null ? builtIn : OpenApi.describe(file, builtIn));
      }
      return Buffer.buffer(bytes(resource.startsWith(WEB_JAR) ? inWebJar(resource) : resource));
    } catch (IOException e) {
      throw new UncheckedIOException("page missing from the jar", e);
    }
  }

  /** A resource of this package, in UTF-8. */
  static String text(String resource) throws IOException {
    return new String(bytes(resource), StandardCharsets.UTF_8);
  }

  /** Completes the path, which contains the version; Maven wrote that into the jar. */
  private static String inWebJar(String resource) throws IOException {
    String[] parts = resource.substring(WEB_JAR.length()).split("/", 3);
    Properties maven = new Properties();
    try (InputStream in =
        open("/META-INF/maven/%s/%s/pom.properties".formatted(parts[0], parts[1]))) {
      maven.load(in);
    }
    return "/META-INF/resources/webjars/%s/%s/%s"
        .formatted(parts[1], maven.getProperty("version"), parts[2]);
  }

  private static byte[] bytes(String resource) throws IOException {
    try (InputStream in = open(resource)) {
      return in.readAllBytes();
    }
  }

  private static InputStream open(String resource) throws FileNotFoundException {
    InputStream in = Page.class.getResourceAsStream(resource);
    if (in == null) {
      throw new FileNotFoundException(resource);
    }
    return in;
  }
}
