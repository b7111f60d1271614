package io.hedgerow.gateway.route.reload;

import static io.hedgerow.gateway.route.reload.Reload.Result.APPLIED;
import static io.hedgerow.gateway.route.reload.Reload.Result.INVALID;
import static io.hedgerow.gateway.route.reload.Reload.Result.NO_FILE;
import static io.hedgerow.gateway.route.reload.Reload.Result.UNCHANGED;
import static io.hedgerow.testing.EventLoopCall.await;
import static io.hedgerow.testing.Eventually.assertEventually;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hedgerow.gateway.route.Route;
import io.hedgerow.gateway.route.Routes;
import io.hedgerow.gateway.route.file.InvalidRoutes;
import io.hedgerow.gateway.route.reload.Preparation.Prepared;
import io.hedgerow.gateway.settings.EffectiveSettings;
import io.hedgerow.gateway.settings.InvalidSettings;
import io.hedgerow.gateway.testing.LogCapture;
import io.hedgerow.simulator.wire.SelfSignedCertificate;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Following a file that is replaced, half written, missing or wrong. */
final class RoutesReloadTest {
  private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");
  private static final Instant LATER = START.plusSeconds(60);
  private static final String CAT = "routes:\n  cat: {path: /cat}\n";
  private static final String DOG = "routes:\n  dog: {path: /dog}\n";
  private static final String BAD = "routes:\n  dog: {pth: /dog}\n";
  private static final String CAT_HASH = "0f266ba6a9d5";

  @TempDir private Path folder;
  private Path file;
  private final Vertx vertx = Vertx.vertx();
  private final LogCapture log = new LogCapture("hedgerow.routes");
  private Instant now = START;

  /** The names of the routes put in force, one entry per replacement. */
  private final List<String> inForce = new CopyOnWriteArrayList<>();

  /** How the next replacements end; those after them succeed at once. */
  private final Deque<Future<?>> ends = new ArrayDeque<>();

  /** Why routes cannot be prepared; null if they can. */
  private volatile @Nullable InvalidRoutes unusable;

  @BeforeEach
  void write() throws IOException {
    file = Files.writeString(folder.resolve("routes.yaml"), CAT);
  }

  @AfterEach
  void close() throws Exception {
    log.close();
    vertx.close().await(20, TimeUnit.SECONDS);
  }

  @Test
  void start_isTheFileAsItIs() throws Exception {
    RoutesReload reload = start();

    assertThat(reload.state())
        .isEqualTo(
            new RoutesState(reload.state().routes(), file, CAT_HASH, START, List.of(), null, 0, 0));
    assertThat(names(reload.state().routes())).isEqualTo("cat");
    assertThat(inForce).isEmpty();
  }

  @Test
  void start_invalidOrMissingFile_isRefused() throws Exception {
    Files.writeString(file, BAD);
    assertThatThrownBy(this::start)
        .isInstanceOf(InvalidRoutes.class)
        .hasMessageContaining(file + ":2:9: pth: unknown word (did you mean path?)");

    Files.delete(file);
    assertThatThrownBy(this::start)
        .isInstanceOf(InvalidRoutes.class)
        .hasMessage("routes: 1 problem\n  " + file + " (expected: a readable file)");
  }

  @Test
  void reload_otherContent_isPutInForceAndSaysWhatChanged() throws Exception {
    RoutesReload reload = start();
    Files.writeString(file, DOG);
    now = LATER;

    Reload done = await(reload.reload());

    assertThat(done.result()).isEqualTo(APPLIED);
    assertThat(done.state()).isEqualTo(reload.state());
    assertThat(inForce).containsExactly("dog");
    assertThat(names(reload.state().routes())).isEqualTo("dog");
    assertThat(reload.state().hash()).hasSize(12).isNotEqualTo(CAT_HASH);
    assertThat(reload.state().since()).isEqualTo(LATER);
    assertThat(reload.state().changes()).containsExactly("route cat removed", "route dog added");
    assertThat(reload.state().applied()).isEqualTo(1);
    assertThat(log.lines())
        .containsExactly(
            "INFO routes: %s (%s) is in force: route cat removed; route dog added"
                .formatted(file, reload.state().hash()));
  }

  @Test
  void reload_onlyTheTextDiffers_saysSo() throws Exception {
    RoutesReload reload = start();
    Files.writeString(file, "# Cats.\n" + CAT);

    assertThat(await(reload.reload()).result()).isEqualTo(APPLIED);
    assertThat(log.lines()).singleElement().asString().endsWith(": no route or upstream differs");
  }

  @Test
  void reload_sameContent_changesNothing() throws Exception {
    RoutesReload reload = start();
    RoutesState before = reload.state();
    Files.delete(file);
    Files.writeString(file, CAT);
    now = LATER;

    assertThat(await(reload.reload())).isEqualTo(new Reload(UNCHANGED, before));
    assertThat(inForce).isEmpty();
    assertThat(log.lines()).isEmpty();
  }

  @Test
  void reload_invalidContent_changesNothingAndIsOneWarning() throws Exception {
    RoutesReload reload = start();
    Routes before = reload.state().routes();
    Files.writeString(file, BAD + "  cow: {path: cow}\n");
    now = LATER;

    Reload done = await(reload.reload());
    now = LATER.plusSeconds(10);
    Reload again = await(reload.reload());

    assertThat(done.result()).isEqualTo(INVALID);
    assertThat(again).isEqualTo(done);
    assertThat(inForce).isEmpty();
    assertThat(done.state().routes()).isSameAs(before);
    assertThat(done.state().hash()).isEqualTo(CAT_HASH);
    assertThat(done.state().since()).isEqualTo(START);
    assertThat(done.state().invalid()).isEqualTo(1);
    RoutesState.Refused refused = refused(done.state());
    assertThat(refused.since()).isEqualTo(LATER);
    assertThat(refused.faults())
        .hasSize(3)
        .allMatch(fault -> fault.startsWith(file + ":"))
        .anyMatch(fault -> fault.endsWith(":2:9: pth: unknown word (did you mean path?)"))
        .anyMatch(fault -> fault.contains(":3:15: path: cow (expected: "));
    assertThat(log.lines())
        .containsExactly(
            "WARN routes: %s (%s) is invalid, %s stays in force: %s"
                .formatted(file, refused.hash(), CAT_HASH, String.join("; ", refused.faults())));
  }

  @Test
  void reload_contentInForceComesBack_isNoChangeAndRefusedNoMore() throws Exception {
    RoutesReload reload = start();
    RoutesState before = reload.state();
    Files.writeString(file, BAD);
    await(reload.reload());
    Files.writeString(file, CAT);

    assertThat(await(reload.reload()).result()).isEqualTo(UNCHANGED);
    assertThat(reload.state().refused()).isNull();
    assertThat(reload.state().routes()).isSameAs(before.routes());
    assertThat(reload.state().since()).isEqualTo(START);
    assertThat(log.lines())
        .hasSize(2)
        .last()
        .isEqualTo("INFO routes: %s has the content in force (%s) again".formatted(file, CAT_HASH));
  }

  @Test
  void reload_otherInvalidContent_isAnotherWarning() throws Exception {
    RoutesReload reload = start();
    Files.writeString(file, BAD);
    await(reload.reload());
    Files.writeString(file, BAD + "#\n");
    await(reload.reload());
    Files.writeString(file, DOG);
    await(reload.reload());

    assertThat(reload.state().invalid()).isEqualTo(2);
    assertThat(reload.state().refused()).isNull();
    assertThat(inForce).containsExactly("dog");
    assertThat(log.lines()).hasSize(3);
  }

  @Test
  void reload_unreadableFile_isRefusedWithTheReason() throws Exception {
    RoutesReload reload = start();

    Files.delete(file);
    assertRefused(reload, " (expected: a readable file)", false);

    Files.createDirectory(file);
    assertRefused(reload, " (expected: a readable file)", false);
    Files.delete(file);

    // Opening a named pipe without a writer would block.
    assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor()).isZero();
    assertRefused(reload, " (expected: a readable file)", false);
    Files.delete(file);

    Files.createSymbolicLink(file, file);
    assertRefused(reload, " (expected: a readable file)", false);
    Files.delete(file);

    Files.write(file, new byte[] {'a', (byte) 0xff});
    assertRefused(reload, " (expected: a file in UTF-8)", true);

    Files.writeString(file, "#".repeat(1 << 20) + "\n");
    assertRefused(reload, ": too long (expected: at most 1 MiB)", true);

    Files.writeString(file, DOG);
    assertThat(await(reload.reload()).result()).isEqualTo(APPLIED);
  }

  private void assertRefused(RoutesReload reload, String reason, boolean isRead) {
    assertThat(await(reload.reload()).result()).isEqualTo(INVALID);
    RoutesState.Refused refused = refused(reload.state());
    assertThat(refused.faults()).singleElement().asString().startsWith(file + reason);
    assertThat(refused.hash() != null).isEqualTo(isRead);
    assertThat(inForce).isEmpty();
  }

  @Test
  void reload_linkOfAConfigMapSwitched_isFollowed() throws Exception {
    Path first = Files.createDirectory(folder.resolve("..2026_11_21_10_00"));
    Path second = Files.createDirectory(folder.resolve("..2026_11_21_10_01"));
    Files.writeString(first.resolve("routes.yaml"), CAT);
    Files.writeString(second.resolve("routes.yaml"), DOG);
    Path data = folder.resolve("..data");
    Files.createSymbolicLink(data, first.getFileName());
    Files.delete(file);
    Files.createSymbolicLink(file, Path.of("..data/routes.yaml"));
    RoutesReload reload = start();

    Path next = Files.createSymbolicLink(folder.resolve("..data_tmp"), second.getFileName());
    Files.move(next, data, ATOMIC_MOVE);

    assertThat(await(reload.reload()).result()).isEqualTo(APPLIED);
    assertThat(inForce).containsExactly("dog");
  }

  @Test
  void configMap_ofTheKubernetesExample_isValid() throws Exception {
    file = Path.of("../deploy/kubernetes/routes/routes.yaml");

    assertThat(names(start().state().routes())).isEqualTo("product");
  }

  @Test
  void reload_fileReplacedByRename_isFollowed() throws Exception {
    RoutesReload reload = start();
    Files.move(Files.writeString(folder.resolve("new"), DOG), file, ATOMIC_MOVE);

    assertThat(await(reload.reload()).result()).isEqualTo(APPLIED);
    assertThat(inForce).containsExactly("dog");
  }

  @Test
  void look_fileBeingWritten_waitsUntilTwoLooksFindTheSame() throws Exception {
    RoutesReload reload = start();
    String half = DOG;
    String whole = DOG + "  hen: {path: /hen}\n";

    Files.writeString(file, half);
    assertThat(await(reload.look())).isFalse();
    Files.writeString(file, whole);
    assertThat(await(reload.look())).isFalse();
    assertThat(inForce).isEmpty();
    assertThat(await(reload.look())).isTrue();
    assertThat(inForce).containsExactly("dog, hen");
    assertThat(await(reload.look())).isTrue();
    assertThat(inForce).hasSize(1);
  }

  @Test
  void look_invalidOrMissingForAMoment_isNotEvenLogged() throws Exception {
    RoutesReload reload = start();

    Files.writeString(file, BAD);
    await(reload.look());
    Files.delete(file);
    await(reload.look());
    Files.writeString(file, CAT);
    await(reload.look());
    await(reload.look());

    assertThat(log.lines()).isEmpty();
    assertThat(reload.state().invalid()).isZero();
  }

  @Test
  void look_missingForLonger_isRefusedOnce() throws Exception {
    RoutesReload reload = start();

    Files.delete(file);
    for (int i = 0; i < 5; i++) {
      await(reload.look());
    }

    assertThat(log.lines())
        .containsExactly(
            ("WARN routes: %s (unreadable) is invalid, %s stays in force:"
                    + " %s (expected: a readable file)")
                .formatted(file, CAT_HASH, file));
    assertThat(reload.state().invalid()).isEqualTo(1);
    assertThat(inForce).isEmpty();
  }

  @Test
  void look_invalidContentThatBecomesValidByItself_isPutInForce() throws Exception {
    RoutesReload reload = start();
    Path trusted = folder.resolve("ca.pem");
    Files.writeString(
        file,
        "upstreams: {up: {url: https://up/, tls.trust: %s}}\nroutes: {dog: {path: /dog, upstream: up}}\n"
            .formatted(trusted));
    await(reload.reload());
    assertThat(reload.state().refused()).isNotNull();

    Files.writeString(trusted, SelfSignedCertificate.create().certificatePem());
    await(reload.look());
    await(reload.look());

    assertThat(reload.state().refused()).isNull();
    assertThat(inForce).containsExactly("dog");
  }

  @Test
  void follow_changedFile_isPutInForceByItself() throws Exception {
    RoutesReload reload = start();
    reload.follow(20, 5);

    Files.move(Files.writeString(folder.resolve("new"), DOG), file, ATOMIC_MOVE);
    assertEventually(() -> inForce, List.of("dog"));
    Files.move(Files.writeString(folder.resolve("new"), CAT), file, ATOMIC_MOVE);
    assertEventually(() -> inForce, List.of("dog", "cat"));
  }

  @Test
  void preparation_fails_changesNothing() throws Exception {
    RoutesReload reload = start();
    Files.writeString(file, DOG);
    unusable = new InvalidRoutes("upstream up: no certificate");

    Reload refused = await(reload.reload());

    assertThat(refused.result()).isEqualTo(INVALID);
    assertThat(refused(refused.state()).faults()).containsExactly("upstream up: no certificate");
    assertThat(names(refused.state().routes())).isEqualTo("cat");
    assertThat(inForce).isEmpty();

    unusable = null;
    assertThat(await(reload.reload()).result()).isEqualTo(APPLIED);
    assertThat(inForce).containsExactly("dog");
  }

  @Test
  void replacement_failsOnOneLoop_isUndoneAndTriedAgain() throws Exception {
    RoutesReload reload = start();
    Files.writeString(file, DOG);
    ends.add(Future.failedFuture(new IllegalStateException("broken")));

    Reload done = await(reload.reload());

    assertThat(done.result()).isEqualTo(INVALID);
    assertThat(refused(done.state()).faults())
        .containsExactly("cannot be applied: java.lang.IllegalStateException: broken");
    assertThat(names(done.state().routes())).isEqualTo("cat");
    assertThat(inForce).containsExactly("dog", "cat");

    assertThat(await(reload.reload()).result()).isEqualTo(APPLIED);
    assertThat(inForce).containsExactly("dog", "cat", "dog");
  }

  @Test
  void reloads_atOnce_runOneAfterAnother() throws Exception {
    RoutesReload reload = start();
    Promise<?> first = Promise.promise();
    ends.add(first.future());
    Files.writeString(file, DOG);
    Future<Reload> slow = reload.reload();
    assertEventually(() -> inForce, List.of("dog"));

    Files.writeString(file, CAT);
    Future<Reload> waiting = reload.reload();
    Future<Boolean> look = reload.look();
    vertx.timer(50, TimeUnit.MILLISECONDS).await(20, TimeUnit.SECONDS);
    assertThat(inForce).containsExactly("dog");
    assertThat(waiting.isComplete() || look.isComplete()).isFalse();
    first.complete();

    assertThat(await(slow).result()).isEqualTo(APPLIED);
    assertThat(await(waiting).result()).isEqualTo(APPLIED);
    await(look);
    assertThat(inForce).containsExactly("dog", "cat");
  }

  @Test
  void withoutAFile_thereIsNothingToReload() throws Exception {
    EffectiveSettings settings = EffectiveSettings.load(Map.of(), Map.of(), null);
    RoutesReload reload =
        new RoutesReload(vertx, RoutesSource.of(settings), () -> now, this::prepare);
    reload.follow(1, 1);

    assertThat(names(reload.state().routes())).isEqualTo("all, first, within-timeout, smart");
    assertThat(await(reload.reload())).isEqualTo(new Reload(NO_FILE, reload.state()));
    assertThat(reload.state().hash()).isNull();
    assertThat(reload.state().file()).isNull();
  }

  private RoutesReload start() throws InvalidSettings, InvalidRoutes {
    Map<String, String> given =
        Map.of("routes", file.toString(), "upstream.url", "http://127.0.0.1:1/work");
    RoutesSource source = RoutesSource.of(EffectiveSettings.load(given, Map.of(), null));
    return new RoutesReload(vertx, source, () -> now, this::prepare);
  }

  private static RoutesState.Refused refused(RoutesState state) {
    return Objects.requireNonNull(state.refused());
  }

  private Prepared prepare(Routes routes) throws InvalidRoutes {
    InvalidRoutes unusable = this.unusable;
    if (unusable != null) {
      throw unusable;
    }
    String before = inForce.isEmpty() ? "cat" : inForce.getLast();
    return new Prepared() {
      @Override
      public Future<?> putInForce() {
        return put(names(routes));
      }

      @Override
      public Future<?> undo() {
        return put(before);
      }
    };
  }

  private Future<?> put(String routes) {
    inForce.add(routes);
    Future<?> end = ends.poll();
    return end == null ? Future.succeededFuture() : end;
  }

  private static String names(Routes routes) {
    return String.join(", ", routes.routes().stream().map(Route::name).toList());
  }
}
