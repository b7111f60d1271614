package io.hedgerow.gateway.settings;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the routes come from.
 *
 * @param file null to serve the built-in routes
 */
public record RoutesSettings(@Nullable Path file) {
  static final Setting<@Nullable Path> FILE =
      new Setting<>(
              "routes",
              "none",
              Syntax.of("a YAML file", RoutesSettings::parseFile),
              "File of routes and upstreams; with none, the gateway serves the four built-in"
                  + " endpoints")
          .orNone("none");

  static final Section<RoutesSettings> SECTION =
      new Section<>(List.of(FILE), values -> new RoutesSettings(values.get(FILE)));

  private static Path parseFile(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException(text);
    }
    return Path.of(text);
  }
}
