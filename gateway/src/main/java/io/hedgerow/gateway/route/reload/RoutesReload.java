package io.hedgerow.gateway.route.reload;

import static io.hedgerow.gateway.route.reload.Reload.Result.APPLIED;
import static io.hedgerow.gateway.route.reload.Reload.Result.INVALID;
import static io.hedgerow.gateway.route.reload.Reload.Result.NO_FILE;
import static io.hedgerow.gateway.route.reload.Reload.Result.UNCHANGED;

import io.hedgerow.gateway.route.Routes;
import io.hedgerow.gateway.route.file.InvalidRoutes;
import io.hedgerow.gateway.route.file.RoutesPrinter;
import io.hedgerow.gateway.route.reload.Preparation.Prepared;
import io.hedgerow.gateway.route.reload.RoutesSource.SourceFile;
import io.hedgerow.gateway.settings.UpstreamSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reloads the routes when their file changes: periodically, and on demand. Invalid content changes
 * nothing.
 *
 * <p>Any thread may call it. Worker threads read and parse the file and prepare its routes. Checks
 * and replacements run one at a time.
 *
 * <p>Implementer's note. Somebody may be writing the file, and the first half of a valid file may
 * be valid too. So a periodic check applies content only if the check before found the same. A
 * check that finds new content is followed by another one soon. A missing file is treated likewise.
 */
public final class RoutesReload {
  private static final Logger LOG = LoggerFactory.getLogger("hedgerow.routes");

  private final Vertx vertx;
  private final @Nullable SourceFile file;
  private final UpstreamSettings upstream;
  private final InstantSource clock;
  private final Preparation preparation;
  private volatile RoutesState state;
  // Written only by checks, which run one at a time.
  private volatile @Nullable FileContent seen;
  // Completes when the last check or replacement ends. Guarded by this.
  private Future<?> lastTurn = Future.succeededFuture();

  /** Valid content of the file, ready for use. */
  private record Next(Routes routes, String hash, Prepared prepared) {}

  /** Does not check the file until {@link #follow} or {@link #reload}. */
  public RoutesReload(
      Vertx vertx, RoutesSource source, InstantSource clock, Preparation preparation) {
    this.vertx = vertx;
    this.file = source.file();
    this.upstream = source.upstream();
    this.clock = clock;
    this.preparation = preparation;
    this.state = RoutesState.initial(source, now());
    this.seen = file == null ? null : file.initial();
  }

  /** The current routes. */
  public RoutesState state() {
    return state;
  }

  /** Prints routes as a file from which they can be read. */
  public String print(Routes routes) {
    return RoutesPrinter.print(routes, upstream);
  }

  /**
   * Starts to check the file periodically, and {@code settleMillis} after a check that finds a
   * change.
   */
  public void follow(long periodMillis, long settleMillis) {
    if (file != null) {
      lookAfter(periodMillis, periodMillis, settleMillis);
    }
  }

  private void lookAfter(long delayMillis, long periodMillis, long settleMillis) {
    vertx.setTimer(
        delayMillis,
        _ ->
            look()
                .onComplete(
                    look -> {
                      boolean isUnsettled = look.succeeded() && !look.result();
                      lookAfter(
                          isUnsettled ? settleMillis : periodMillis, periodMillis, settleMillis);
                    }));
  }

  /** Applies the file if the last check found the same content; completes with whether it did. */
  Future<Boolean> look() {
    SourceFile file = Objects.requireNonNull(this.file);
    return inTurn(
            () ->
                vertx
                    .executeBlocking(() -> FileContent.of(file.path()))
                    .compose(found -> takeIfSettled(file, found)))
        .onFailure(e -> LOG.error("routes: {} cannot be watched for changes", file.path(), e));
  }

  /** Applies the file now, without waiting for a second check. */
  public Future<Reload> reload() {
    return file == null
        ? Future.succeededFuture(new Reload(NO_FILE, state))
        : inTurn(
            () ->
                vertx
                    .executeBlocking(() -> FileContent.of(file.path()))
                    .compose(found -> take(file, found)));
  }

  private Future<Boolean> takeIfSettled(SourceFile file, FileContent found) {
    boolean isSettled = found.equals(seen);
    seen = found;
    return isSettled ? take(file, found).map(true) : Future.succeededFuture(false);
  }

  private synchronized <T> Future<T> inTurn(Supplier<Future<T>> turn) {
    Future<T> next = lastTurn.transform(_ -> turn.get());
    lastTurn = next;
    return next;
  }

  private Future<Reload> take(SourceFile file, FileContent found) {
    return switch (found) {
      case FileContent.Unreadable unreadable ->
          Future.succeededFuture(refuse(null, unreadable.faults()));
      case FileContent.Bytes bytes when bytes.hash().equals(state.hash()) ->
          Future.succeededFuture(unchanged(bytes.hash()));
      case FileContent.Bytes bytes ->
          vertx
              .executeBlocking(() -> prepare(file, bytes))
              .compose(next -> replace(Objects.requireNonNull(next)))
              .otherwise(e -> refuse(bytes.hash(), faults(e)));
    };
  }

  private Next prepare(SourceFile file, FileContent.Bytes bytes) throws InvalidRoutes {
    Routes routes = file.parse(bytes);
    return new Next(routes, bytes.hash(), preparation.prepare(routes));
  }

  private static List<String> faults(Throwable cause) {
    return cause instanceof InvalidRoutes invalid
        ? invalid.faults()
        : List.of("cannot be applied: " + cause);
  }

  private Reload unchanged(String hash) {
    if (state.refused() != null) {
      state = state.withoutRefused();
      LOG.info("routes: {} has the content in force ({}) again", state.file(), hash);
    }
    return new Reload(UNCHANGED, state);
  }

  private Future<Reload> replace(Next next) {
    RoutesState before = state;
    return next.prepared()
        .putInForce()
        .map(
            _ -> {
              List<String> changes = RoutesDiff.between(before.routes(), next.routes());
              state = before.replacedBy(next.routes(), next.hash(), now(), changes);
              LOG.info(
                  "routes: {} ({}) is in force: {}",
                  state.file(),
                  next.hash(),
                  changes.isEmpty() ? "no route or upstream differs" : String.join("; ", changes));
              return new Reload(APPLIED, state);
            })
        .recover(
            e -> {
              // Some event loops may already serve them.
              LOG.error("routes: {} ({}) cannot be applied", before.file(), next.hash(), e);
              return next.prepared().undo().transform(_ -> Future.failedFuture(e));
            });
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  private Reload refuse(@Nullable String hash, List<String> faults) {
    RoutesState.Refused known = state.refused();
    if (known == null || !known.isSame(hash, faults)) {
      state = state.with(new RoutesState.Refused(hash, now(), faults));
      LOG.warn(
          "routes: {} ({}) is invalid, {} stays in force: {}",
          state.file(),
          hash == null ? "unreadable" : hash,
          state.hash(),
          String.join("; ", faults));
    }
    return new Reload(INVALID, state);
  }
}
