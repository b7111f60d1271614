package io.hedgerow.gateway.management;

import io.hedgerow.gateway.telemetry.console.Console;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The open event streams of the console (WHATWG server-sent events). Each gets the last five
 * minutes, then a point a second. A watcher that does not read misses points, and is dropped after
 * {@value #UNREAD_MAX} seconds; until then, at most the history and one point are buffered for it.
 *
 * <p>Belongs to the event loop of the management listener.
 */
final class Watchers {
  /** Streams open at once. */
  static final int WATCHERS_MAX = 32;

  private static final int UNREAD_MAX = 15;
  private static final String RETRY = "retry: 2000\n";

  private static final class Watcher {
    private final HttpServerResponse response;
    private final @Nullable String route;
    private int unread;

    Watcher(HttpServerResponse response, @Nullable String route) {
      this.response = response;
      this.route = route;
    }
  }

  private final List<Watcher> watchers = new ArrayList<>();

  /** Whether no more streams may be opened. */
  boolean isFull() {
    return watchers.size() >= WATCHERS_MAX;
  }

  /**
   * Starts a stream. The head of the response must be set.
   *
   * @param route to watch; null for all
   * @param history the last five minutes as JSON
   * @param onClosed called once, when the stream has ended
   */
  void add(HttpServerResponse response, @Nullable String route, String history, Runnable onClosed) {
    Watcher watcher = new Watcher(response, route);
    watchers.add(watcher);
    response.closeHandler(
        _ -> {
          watchers.remove(watcher);
          onClosed.run();
        });
    send(watcher, RETRY + event("history", history));
  }

  /** Sends each watcher its point of this second. */
  void send(Console.Second second) {
    for (Watcher watcher : List.copyOf(watchers)) {
      if (!watcher.response.writeQueueFull()) {
        watcher.unread = 0;
        send(watcher, event("point", second.point(watcher.route)));
      } else if (++watcher.unread > UNREAD_MAX) {
        watchers.remove(watcher);
        watcher.response.reset();
      }
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // a watcher that is gone is removed when it closes
  private static void send(Watcher watcher, String event) {
    watcher.response.write(event);
  }

  private static String event(String name, String json) {
    return "event: " + name + "\ndata: " + json + "\n\n";
  }
}
