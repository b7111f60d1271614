package io.hedgerow.gateway.management;

import static io.hedgerow.gateway.management.Json.asObject;
import static io.hedgerow.gateway.management.Json.at;
import static io.hedgerow.gateway.management.Json.object;
import static io.hedgerow.gateway.management.Json.patched;
import static io.hedgerow.gateway.management.Json.text;

import io.hedgerow.gateway.route.PathPattern;
import io.hedgerow.gateway.route.PlanSummary;
import io.hedgerow.gateway.route.Route;
import io.hedgerow.gateway.route.RouteTable;
import io.hedgerow.gateway.route.Routes;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/**
 * Writes the OpenAPI description of routes from a file: that of the built-in routes, with the merge
 * patch {@code openapi-of-routes.yaml} applied and its paths replaced.
 */
final class OpenApi {
  private static final String CHANGES = "openapi-of-routes.yaml";

  /** From here on, the introduction applies to any routes. */
  private static final String SHARED = "**Errors**";

  private static final int WIDTH = 120;

  private OpenApi() {}

  /**
   * The description of these routes as YAML.
   *
   * @param builtIn the description of the built-in routes
   */
  static String describe(Routes routes, String builtIn) throws IOException {
    Map<String, Object> before = parse(builtIn);
    Map<String, Object> document = asObject(patched(before, parse(Page.text(CHANGES))));
    String shared = text(at(before, "info"), "description");
    Map<String, Object> info = at(document, "info");
    info.put(
        "description",
        text(info, "description").replace("{routes}", table(routes))
            + "\n"
            + shared.substring(shared.indexOf(SHARED)));
    Map<String, Object> components = at(document, "components");
    at(components, "headers", "Allow").put("schema", object("enum", allowed(routes)));
    document.put("paths", paths(routes, at(before, "paths"), components));
    return new Dump(
            DumpSettings.builder()
                .setDefaultFlowStyle(FlowStyle.BLOCK)
                .setDereferenceAliases(true)
                .setWidth(WIDTH)
                .build())
        .dumpToString(document);
  }

  private static Map<String, Object> parse(String yaml) {
    return asObject(new Load(LoadSettings.builder().build()).loadFromString(yaml));
  }

  /** The rows of a Markdown table of the routes. */
  private static String table(Routes routes) {
    return routes.routes().stream()
        .map(
            route ->
                "| `%s` | %s | %s |"
                    .formatted(
                        route.name(),
                        route.paths().stream()
                            .map(path -> "`" + path + "`")
                            .collect(Collectors.joining(", ")),
                        PlanSummary.of(route.plan())))
        .collect(Collectors.joining("\n"));
  }

  private static Map<String, Object> paths(
      Routes routes, Map<String, Object> builtIn, Map<String, Object> components) {
    Map<String, Object> paths = object();
    for (Route route : routes.routes()) {
      RouteOperations operations = new RouteOperations(route, components);
      int number = 0;
      for (PathPattern path : route.paths()) {
        number++;
        paths.put(path.toString(), operations.of(path, number));
      }
    }
    RouteTable table = RouteTable.of(routes.routes());
    for (String page : List.of("/", "/problems")) {
      // A route may serve this path instead.
      if (table.find(page) == null) {
        paths.put(page, at(builtIn, page));
      }
    }
    return paths;
  }

  /** The possible values of the header Allow; that of pages comes first. */
  private static List<String> allowed(Routes routes) {
    Stream<String> ofRoutes =
        routes.routes().stream()
            .map(route -> route.methods().stream().sorted().collect(Collectors.joining(", ")));
    return Stream.concat(Stream.of("GET, HEAD"), ofRoutes).distinct().toList();
  }
}
