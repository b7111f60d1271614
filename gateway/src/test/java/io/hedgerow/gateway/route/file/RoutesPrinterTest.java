package io.hedgerow.gateway.route.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.route.Routes;
import io.hedgerow.gateway.settings.EffectiveSettings;
import io.hedgerow.gateway.settings.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is printed can be read again, and the examples of the documentation are valid. */
final class RoutesPrinterTest {
  static final Path EXAMPLES = Path.of("../docs/examples/routes");

  @Test
  void print_ofTheBuiltInRoutes_isTheGoldenText() throws InvalidRoutes {
    EffectiveSettings effective = RoutesText.effective();
    Golden.assertMatches(
        "routes/built-in.yaml",
        RoutesPrinter.print(Routes.builtIn(effective.settings()), effective.settings().upstream()));
  }

  /** With and without a path in the upstream's URL, which a route without {@code to} would use. */
  @ParameterizedTest
  @ValueSource(strings = {"embedded", "http://h", "http://h/work"})
  void print_ofTheBuiltInRoutes_isReadBackToTheSame(String url) throws InvalidRoutes {
    assertReadBack(
        Routes.builtIn(RoutesText.effective("upstream.url=" + url).settings()),
        "upstream.url=" + url);
  }

  @Test
  void example_ofTheFourEndpoints_isTheBuiltInRoutes() throws Exception {
    assertThat(RoutesText.read(example("four-endpoints.yaml"), "upstream.url=http://h"))
        .isEqualTo(Routes.builtIn(RoutesText.effective().settings()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"four-endpoints.yaml", "catalogue.yaml", "prefix.yaml", "replicas.yaml"})
  void example_isReadAndPrinted(String name) throws Exception {
    Routes routes = RoutesText.read(example(name));
    Golden.assertMatches("routes/" + name, print(routes));
    assertReadBack(routes);
  }

  @Test
  void print_ofOddNamesAndEveryWord_isReadBackToTheSame() throws InvalidRoutes {
    assertReadBack(
        RoutesText.read(
            """
            upstreams:
              "1": {url: http://h/a, limit-max: 9, send-deadline: false, protocol: http2}
              "true": {url: https://h, connect-timeout: 50s, pending-max: 0}
            routes:
              "null":
                path: ["/a/{id}", "/b/{id}"]
                to: /{id}/c
                upstream: "1"
                methods: HEAD
                pass: {query: ["a,b", "{", 'q"', "1", "true", "a:b", "null"], headers: ["1"]}
                success: {json: {at: "/a b/~0,{}", is: any}, status: [not 204, 2xx]}
                answer: {envelope: {"1": own-ms, "null": body}}
                coalesce: true
                plan: {attempts: 2, hedges: 1, hedge-delay: 30ms, shadow: true}
                rate-limit: {requests: 1, caller-header: X-Key, trusted-proxies: "::1, 10.0.0.0/8"}
                budget: {share: 0.000000001}
            """));
  }

  @Test
  void print_ofReplicas_isReadBackToTheSame() throws InvalidRoutes {
    Routes routes =
        RoutesText.read(
            """
            upstreams:
              one: {replicas: [http://a]}
              many: {replicas: [http://a, "http://[::1]:81"], limit: fixed, limit-max: 9}
              name: {replicas: {dns: http://h/v1}, eject: {for: 90s, slower-than-peers: 1.50}}
              never: {replicas: [http://a], eject: false}
              none: {replicas: [http://a], eject: {failures-in-a-row: 6, at-most: 0}}
              asked: {replicas: [http://a], health: {path: "/a:b,'%20", every: 1h}}
            routes: {a: {path: /a}}
            """);

    assertThat(print(routes))
        .startsWith(
            """
            upstreams:
              one:
                url: http://a/
              many:
                replicas: [http://a/, "http://[::1]:81/"]
                limit: fixed
                limit-max: 9
              name:
                replicas: {dns: http://h/v1}
                eject: {failures-in-a-row: 5, slower-than-peers: 1.5, for: 90s, at-most: 0.5}
              never:
                replicas: [http://a/]
                eject: false
              none:
                replicas: [http://a/]
                eject: {failures-in-a-row: 6, slower-than-peers: 3, for: 10s, at-most: 0}
              asked:
                replicas: [http://a/]
                health: {path: "/a:b,'%20", every: 60m}
            """);
    assertReadBack(routes);
    assertThat(RoutesSchemaTest.errors(print(routes))).isEmpty();
  }

  @Test
  void print_ofAnUpstream_masksSecretsInItsUrl() throws InvalidRoutes {
    Routes routes =
        RoutesText.read(
            """
            upstreams:
              u: {url: "http://h/?key=s3cret"}
              v: {replicas: ["http://a/?key=s3cret", "http://b/?key=s3cret"]}
              w: {replicas: {dns: "http://h/?key=s3cret"}}
            routes: {a: {path: /a, upstream: u}}
            """);
    assertThat(print(routes))
        .contains("url: \"http://h/?key=***\"")
        .contains("replicas: [\"http://a/?key=***\", \"http://b/?key=***\"]")
        .contains("replicas: {dns: \"http://h/?key=***\"}")
        .doesNotContain("s3cret");
  }

  private static void assertReadBack(Routes routes, String... settings) throws InvalidRoutes {
    assertThat(RoutesText.read(print(routes, settings), settings)).isEqualTo(routes);
  }

  static String print(Routes routes, String... settings) {
    return RoutesPrinter.print(routes, RoutesText.effective(settings).settings().upstream());
  }

  static String example(String name) throws IOException {
    return Files.readString(EXAMPLES.resolve(name));
  }
}
