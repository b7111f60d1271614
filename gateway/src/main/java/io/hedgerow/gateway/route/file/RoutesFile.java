package io.hedgerow.gateway.route.file;

import io.hedgerow.gateway.route.Routes;
import io.hedgerow.gateway.settings.EffectiveSettings;
import io.hedgerow.gateway.settings.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads the file of routes. (Being written: only the signature stands.) */
public final class RoutesFile {
  private RoutesFile() {}

  /**
   * Reads a file.
   *
   * @param effective gives the keys that an upstream of the file leaves out, and the operator's
   *     limits
   * @throws InvalidRoutes with every fault at once, each with its line and column
   */
  public static Routes read(Path file, EffectiveSettings effective) throws InvalidRoutes {
    if (!Files.isReadable(file)) {
      throw new InvalidRoutes(List.of(file + " (expected: a readable file)"));
    }
    Settings settings = effective.settings();
    return Routes.builtIn(settings.request().timeoutMax(), settings.smart().hedgeDelay());
  }
}
