package io.hedgerow.gateway.management;

import io.hedgerow.gateway.route.Routes;
import io.vertx.core.buffer.Buffer;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * A page from the class path: the start page, the OpenAPI description, or Swagger UI, which shows
 * the description and fetches nothing from elsewhere.
 *
 * @param contentType of the bytes
 * @param resource name on the class path; Swagger UI's files are relative to their folder
 */
record Page(String contentType, String resource) {
  private static final String OPEN_API = "openapi.yaml";

  private static final String HTML = "text/html; charset=utf-8";
  private static final String CSS = "text/css; charset=utf-8";
  private static final String SCRIPT = "text/javascript; charset=utf-8";
  private static final String SWAGGER_UI = "/swagger-ui";

  private static final Map<String, Page> BY_PATH =
      Map.of(
          "/", new Page(HTML, "index.html"),
          "/openapi.yaml", new Page("application/yaml", OPEN_API),
          "/docs", new Page(HTML, "docs.html"),
          "/docs/docs.js", new Page(SCRIPT, "docs.js"),
          "/docs/docs.css", new Page(CSS, "docs.css"),
          "/docs/swagger-ui-bundle.js", new Page(SCRIPT, SWAGGER_UI + "-bundle.js"),
          "/docs/swagger-ui.css", new Page(CSS, SWAGGER_UI + ".css"));

  static @Nullable Page at(String path) {
    return BY_PATH.get(path);
  }

  /**
   * What a browser may fetch: files of this listener, and answers of the API for "Try it out".
   * Other origins are forbidden.
   */
  static String contentSecurityPolicy(ApiAddress api) {
    return "default-src 'none'; script-src 'self'; connect-src 'self' %s; img-src data:;"
            .formatted(api)
        // Swagger UI writes styles into its elements.
        + " style-src 'self' 'unsafe-inline';"
        + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
  }

  /**
   * Reads the page from its jar, so do not call it on an event loop.
   *
   * @param file the routes to describe; null without a file, for the built-in ones
   */
  Buffer read(ApiAddress api, @Nullable Routes file) {
    try {
      if (resource.equals(OPEN_API)) {
        String builtIn = api.fillInto(text(OPEN_API));
        return Buffer.buffer(file == null ? builtIn : OpenApi.describe(file, builtIn));
      }
      return Buffer.buffer(
          bytes(resource.startsWith(SWAGGER_UI) ? swaggerUiFolder() + resource : resource));
    } catch (IOException e) {
      throw new UncheckedIOException("page missing from the jar", e);
    }
  }

  /** A resource of this package, in UTF-8. */
  static String text(String resource) throws IOException {
    return new String(bytes(resource), StandardCharsets.UTF_8);
  }

  /** The folder name contains the version, which Maven wrote into the jar. */
  private static String swaggerUiFolder() throws IOException {
    Properties maven = new Properties();
    try (InputStream in = open("/META-INF/maven/org.webjars/swagger-ui/pom.properties")) {
      maven.load(in);
    }
    return "/META-INF/resources/webjars/swagger-ui/" + maven.getProperty("version");
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
