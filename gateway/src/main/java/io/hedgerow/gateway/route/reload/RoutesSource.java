package io.hedgerow.gateway.route.reload;

import io.hedgerow.gateway.route.Routes;
import io.hedgerow.gateway.route.file.InvalidRoutes;
import io.hedgerow.gateway.route.file.RoutesFile;
import io.hedgerow.gateway.settings.EffectiveSettings;
import io.hedgerow.gateway.settings.Settings;
import io.hedgerow.gateway.settings.UpstreamSettings;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The routes at the start, and the file that they come from, if any. */
public final class RoutesSource {
  private final Routes initial;
  private final UpstreamSettings upstream;
  private final @Nullable SourceFile file;

  /**
   * A file that has been read.
   *
   * @param initial its content at that time
   * @param effective the defaults for words that it leaves out, and the operator's limits
   */
  record SourceFile(Path path, FileContent.Bytes initial, EffectiveSettings effective) {
    /** Blocks, because upstreams may name other files. */
    Routes parse(FileContent.Bytes content) throws InvalidRoutes {
      return RoutesFile.parse(path.toString(), content.bytes().getBytes(), effective);
    }
  }

  private RoutesSource(Routes initial, UpstreamSettings upstream, @Nullable SourceFile file) {
    this.initial = initial;
    this.upstream = upstream;
    this.file = file;
  }

  /** Routes that do not come from a file. */
  public static RoutesSource of(Routes routes, Settings settings) {
    return new RoutesSource(routes, settings.upstream(), null);
  }

  /**
   * Reads the file that the key {@code routes} names; without one, the routes are the built-in
   * ones.
   *
   * @throws InvalidRoutes with every fault of the file
   */
  public static RoutesSource of(EffectiveSettings effective) throws InvalidRoutes {
    Settings settings = effective.settings();
    Path path = settings.routes().file();
    if (path == null) {
      return of(Routes.builtIn(settings), settings);
    }
    FileContent.Bytes content = FileContent.Bytes.of(RoutesFile.content(path));
    SourceFile file = new SourceFile(path, content, effective);
    return new RoutesSource(file.parse(content), settings.upstream(), file);
  }

  /** The routes at the start. */
  public Routes initial() {
    return initial;
  }

  /** The upstream that the keys {@code upstream.*} describe. */
  UpstreamSettings upstream() {
    return upstream;
  }

  /** Null for routes that do not come from a file. */
  @Nullable SourceFile file() {
    return file;
  }
}
