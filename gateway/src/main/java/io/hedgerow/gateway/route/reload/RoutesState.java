package io.hedgerow.gateway.route.reload;

import io.hedgerow.gateway.route.Routes;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The routes in force, and how they relate to their file.
 *
 * @param file null for routes that come from no file
 * @param hash of the file's content in force; null without a file
 * @param since when they came into force
 * @param changes what they changed, in words; empty at the start
 * @param refused the file's content now, if it is invalid or cannot be read; null if it is in force
 * @param applied reloads that came into force
 * @param invalid contents of the file that were refused
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
   * Content that is not in force.
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

  /** The file has the content in force again. */
  RoutesState withoutRefused() {
    return new RoutesState(routes, file, hash, since, changes, null, applied, invalid);
  }
}
