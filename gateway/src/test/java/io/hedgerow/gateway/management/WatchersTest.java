package io.hedgerow.gateway.management;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.route.Routes;
import io.hedgerow.gateway.telemetry.LoadSnapshot;
import io.hedgerow.gateway.telemetry.ProcessSnapshot;
import io.hedgerow.gateway.telemetry.console.Console;
import io.hedgerow.gateway.telemetry.console.LoopRecorder;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerResponse;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Watchers that read, that do not read, and that leave. */
final class WatchersTest {
  private static final Console.Second SECOND =
      new Console()
          .onSecond(
              1,
              new Routes(Map.of(), List.of()),
              List.of(new LoopRecorder(1).take(Map.of())),
              LoadSnapshot.ofProcess(ProcessSnapshot.NONE),
              Map.of());

  private final Watchers watchers = new Watchers();

  @Test
  void watcher_thatReads_getsTheHistoryAndEachPoint() {
    Reader reader = new Reader();
    reader.watch();

    watchers.send(SECOND);
    watchers.send(SECOND);

    String point = "event: point\ndata: " + SECOND.point(null) + "\n\n";
    assertThat(reader.written)
        .containsExactly("retry: 2000\nevent: history\ndata: {}\n\n", point, point);
  }

  @Test
  void watcher_thatIsSlow_missesPointsAndStays() {
    Reader reader = new Reader();
    reader.watch();
    reader.isFull = true;
    for (int i = 0; i < 15; i++) {
      watchers.send(SECOND);
    }
    assertThat(reader.written).hasSize(1);

    reader.isFull = false;
    watchers.send(SECOND);
    reader.isFull = true;
    for (int i = 0; i < 15; i++) {
      watchers.send(SECOND);
    }

    assertThat(reader.written).hasSize(2);
    assertThat(reader.isReset).isFalse();
  }

  @Test
  void watcher_thatDoesNotRead_isDropped() {
    Reader reader = new Reader();
    reader.watch();
    reader.isFull = true;

    for (int i = 0; i < 16; i++) {
      watchers.send(SECOND);
    }

    assertThat(reader.isReset).isTrue();
    reader.isFull = false;
    watchers.send(SECOND);
    assertThat(reader.written).hasSize(1);
  }

  @Test
  void watcher_thatLeft_makesRoom() {
    List<Reader> readers = new ArrayList<>();
    for (int i = 0; i < Watchers.WATCHERS_MAX; i++) {
      assertThat(watchers.isFull()).isFalse();
      Reader reader = new Reader();
      reader.watch();
      readers.add(reader);
    }
    assertThat(watchers.isFull()).isTrue();

    readers.getFirst().leave();

    assertThat(watchers.isFull()).isFalse();
    assertThat(readers.getFirst().closings).isEqualTo(1);
    watchers.send(SECOND);
    assertThat(readers.getFirst().written).hasSize(1);
    assertThat(readers.getLast().written).hasSize(2);
  }

  /** The browser's end of a stream. */
  private final class Reader {
    private final List<String> written = new ArrayList<>();
    private @Nullable Handler<Void> closed;
    private boolean isFull;
    private boolean isReset;
    private int closings;

    void watch() {
      HttpServerResponse response =
          (HttpServerResponse)
              Proxy.newProxyInstance(
                  getClass().getClassLoader(),
                  new Class<?>[] {HttpServerResponse.class},
                  (proxy, method, arguments) ->
                      switch (method.getName()) {
                        case "write" -> {
                          written.add((String) arguments[0]);
                          yield Future.succeededFuture();
                        }
                        case "writeQueueFull" -> isFull;
                        case "reset" -> {
                          isReset = true;
                          yield Future.succeededFuture();
                        }
                        case "closeHandler" -> {
                          closed = onClosed(arguments[0]);
                          yield proxy;
                        }
                        default -> throw new AssertionError(method);
                      });
      watchers.add(response, null, "{}", () -> closings++);
    }

    @SuppressWarnings("unchecked")
    private static Handler<Void> onClosed(Object handler) {
      return (Handler<Void>) handler;
    }

    void leave() {
      if (closed != null) {
        closed.handle(null);
      }
    }
  }
}
