package io.hedgerow.gateway.management;

import io.vertx.core.buffer.Buffer;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * What is served as it stands on the class path: the start page, the OpenAPI description, and the
 * page that shows it, which is Swagger UI with nothing fetched from elsewhere.
 *
 * @param contentType of the bytes
 * @param resource its name on the class path, of Swagger UI's files below their folder
 */
record Page(String contentType, String resource) {
  /** A browser takes from this listener what a page needs, and nothing from anywhere else. */
  static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; connect-src 'self'; img-src data:;"
          // Swagger UI writes styles into its elements.
          + " style-src 'self' 'unsafe-inline';"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private static final String HTML = "text/html; charset=utf-8";
  private static final String SCRIPT = "text/javascript; charset=utf-8";
  private static final String SWAGGER_UI = "/swagger-ui";

  private static final Map<String, Page> BY_PATH =
      Map.of(
          "/", new Page(HTML, "index.html"),
          "/openapi.yaml", new Page("application/yaml", "openapi.yaml"),
          "/docs", new Page(HTML, "docs.html"),
          "/docs/docs.js", new Page(SCRIPT, "docs.js"),
          "/docs/swagger-ui-bundle.js", new Page(SCRIPT, SWAGGER_UI + "-bundle.js"),
          "/docs/swagger-ui.css", new Page("text/css; charset=utf-8", SWAGGER_UI + ".css"));

  static @Nullable Page at(String path) {
    return BY_PATH.get(path);
  }

  /** Reads it from its jar, so not on an event loop. */
  Buffer read() {
    try {
      return Buffer.buffer(
          bytes(resource.startsWith(SWAGGER_UI) ? swaggerUiFolder() + resource : resource));
    } catch (IOException e) {
      throw new UncheckedIOException("a page that the build put into the jar is missing", e);
    }
  }

  /** The folder has the version in its name, which the jar tells as Maven wrote it. */
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
