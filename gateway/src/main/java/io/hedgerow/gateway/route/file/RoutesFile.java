package io.hedgerow.gateway.route.file;

import io.hedgerow.gateway.route.PathPattern;
import io.hedgerow.gateway.route.Route;
import io.hedgerow.gateway.route.RouteTable;
import io.hedgerow.gateway.route.Routes;
import io.hedgerow.gateway.settings.EffectiveSettings;
import io.hedgerow.gateway.settings.UpstreamSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Reads the file of routes. Its words are declared once, in {@link RouteWords} and its parts;
 * reading, messages and the {@linkplain RoutesSchema JSON Schema} all use those declarations.
 */
public final class RoutesFile {
  /** The longest file. */
  public static final int BYTES_MAX = 1024 * 1024;

  /** Words reserved for a later version. */
  static final Set<String> PLANNED = Set.of("goal", "policy");

  private static final Word<Map<String, Optional<UpstreamSettings>>> UPSTREAMS =
      new Word<>(
          "upstreams",
          new Named<>(
              "upstreams",
              UpstreamWords.SHAPE,
              Map.of(Route.DEFAULT_UPSTREAM, "the upstream of the keys upstream.*")),
          "Upstreams by name; each may have any key upstream.* without the prefix, and by"
              + " default has the value of that key");
  private static final Word<Given> DEFAULTS =
      new Word<>("defaults", RouteWords.DEFAULTS, "Words for every route that does not have them");
  private static final Word<Map<String, Optional<Given>>> ROUTES =
      new Word<>(
          "routes",
          new Named<>(
              "routes",
              RouteWords.ROUTE,
              Map.of(Route.NONE, "the one of requests without a route")),
          "Routes by name");

  /** The whole file. */
  static final Mapping<Given> ROOT =
      new Mapping<>(List.of(UPSTREAMS, DEFAULTS, ROUTES), List.of(ROUTES), given -> given);

  private RoutesFile() {}

  /**
   * Reads the content of a file, or only its beginning if it is too long to be valid.
   *
   * @throws InvalidRoutes if it cannot be read
   */
  public static byte[] content(Path file) throws InvalidRoutes {
    // Opening a pipe would block until somebody writes to it.
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new InvalidRoutes(file + " (expected: a readable file)");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(BYTES_MAX + 1);
    } catch (IOException e) {
      throw new InvalidRoutes(file + ": cannot be read: " + e.getMessage());
    }
  }

  /**
   * Parses the content of a file.
   *
   * @param file its name, for messages
   * @param effective the defaults for keys that an upstream or route leaves out, and the operator's
   *     limits
   * @throws InvalidRoutes with every fault at once, each with its line and column
   */
  public static Routes parse(String file, byte[] content, EffectiveSettings effective)
      throws InvalidRoutes {
    if (content.length > BYTES_MAX) {
      throw new InvalidRoutes(file + ": too long (expected: at most 1 MiB)");
    }
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
    } catch (CharacterCodingException e) {
      throw new InvalidRoutes(file + " (expected: a file in UTF-8)");
    }
    Reading reading = new Reading(file, effective);
    Node root = YamlText.parse(text.startsWith("\ufeff") ? text.substring(1) : text, reading);
    Given given = root == null ? null : ROOT.read(new Place("file", root, reading));
    List<Route> routes = given == null ? List.of() : routes(given);
    reading.requireNoFault();
    return new Routes(upstreams(Objects.requireNonNull(given)), routes);
  }

  private static Map<String, UpstreamSettings> upstreams(Given root) {
    Map<String, UpstreamSettings> upstreams = new LinkedHashMap<>();
    root.get(UPSTREAMS, Map.of())
        .forEach((name, settings) -> upstreams.put(name, settings.orElseThrow()));
    return upstreams;
  }

  /** The valid routes. Reports the faults of the others. */
  private static List<Route> routes(Given root) {
    Given defaults = root.get(DEFAULTS);
    Map<String, Given> given = new LinkedHashMap<>();
    root.get(ROUTES, Map.of())
        .forEach(
            (name, words) -> words.ifPresent(each -> given.put(name, each.withDefaults(defaults))));
    if (root.placeOf(ROUTES).isEmptyMapping()) {
      root.fault(ROUTES, "an empty mapping", "at least one route");
    }
    List<Route> routes = new ArrayList<>();
    given.forEach(
        (name, words) -> {
          Route route = RouteWords.route(name, words, root.get(UPSTREAMS, Map.of()));
          if (route != null) {
            routes.add(route);
          }
        });
    for (RouteTable.Conflict conflict : RouteTable.conflicts(routes)) {
      Given words = Objects.requireNonNull(given.get(conflict.second().name()));
      PathPattern path = conflict.secondPath();
      RouteWords.placeOf(path, words)
          .faultInsteadOf(
              "another path; %s of %s matches the same"
                  .formatted(conflict.firstPath(), conflict.first().name()));
    }
    return routes;
  }
}
