package io.hedgerow.gateway.route.reload;

import io.hedgerow.gateway.route.Routes;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The current routes, and how they relate to their file.
 *
 * @param file null for routes that do not come from a file
 * @param hash hash of the file content in use; null without a file
 * @param since when these routes came into use
 * @param changes what differs from the routes before, one line each; empty at the start
 * @param refused what is wrong with the file's current content; null if that content is in use
 * @param applied number of successful reloads
 * @param invalid number of times that a new content was refused
 */
public record RoutesState(
    Routes routes,
    @Nullable Path file,
    @Nullable String hash,
    Instant since,
    List<String> changes,
    @Nullable Refused refused,
    long applied,
    long invalid) {

  /**
   * Content of the file that is not in use.
   *
   * @param hash null if the file cannot be read
   * @param since when it was first seen
   * @param faults one line each
   */
  public record Refused(@Nullable String hash, Instant since, List<String> faults) {
    public Refused {
      faults = List.copyOf(faults);
    }

    boolean isSame(@Nullable String otherHash, List<String> otherFaults) {
      return Objects.equals(hash, otherHash) && faults.equals(otherFaults);
    }
  }

  public RoutesState {
    changes = List.copyOf(changes);
  }

  /** The routes at the start. */
  static RoutesState initial(RoutesSource source, Instant now) {
    RoutesSource.SourceFile file = source.file();
    return new RoutesState(
        source.initial(),
        file == null ? null : file.path(),
        file == null ? null : file.initial().hash(),
        now,
        List.of(),
        null,
        0,
        0);
  }

  RoutesState replacedBy(Routes next, String nextHash, Instant now, List<String> words) {
    return new RoutesState(next, file, nextHash, now, words, null, applied + 1, invalid);
  }

  RoutesState with(Refused found) {
    return new RoutesState(routes, file, hash, since, changes, found, applied, invalid + 1);
  }

  /** The file has the content in use again. */
  RoutesState withoutRefused() {
    return new RoutesState(routes, file, hash, since, changes, null, applied, invalid);
  }
}
