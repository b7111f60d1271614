package io.hedgerow.gateway.route.file;

import io.hedgerow.gateway.route.Routes;
import io.hedgerow.gateway.settings.EffectiveSettings;
import io.hedgerow.gateway.settings.InvalidSettings;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads texts of files of routes, under given static keys. */
final class RoutesText {
  static final String FILE = "routes.yaml";

  private RoutesText() {}

  /** Reads a text under these settings, such as {@code upstream.url=http://a}. */
  static Routes read(String text, String... settings) throws InvalidRoutes {
    return RoutesFile.parse(FILE, text.getBytes(StandardCharsets.UTF_8), effective(settings));
  }

  /** The faults of a text, without the name of the file. */
  static List<String> faults(String text, String... settings) {
    try {
      read(text, settings);
      return List.of();
    } catch (InvalidRoutes e) {
      return String.valueOf(e.getMessage())
          .lines()
          .skip(1)
          .map(line -> line.strip().replace(FILE + ":", ""))
          .toList();
    }
  }

  static EffectiveSettings effective(String... settings) {
    Map<String, String> given = new HashMap<>();
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      given.put(setting.substring(0, equals), setting.substring(equals + 1));
    }
    try {
      return EffectiveSettings.load(given, Map.of(), null);
    } catch (InvalidSettings e) {
      throw new AssertionError(e);
    }
  }
}
