package io.hedgerow.benchmarks.soak;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;

/**
 * Every two seconds, replaces the file of routes by its other version and makes the gateway reload
 * it.
 *
 * <p>Belongs to the callers' event loop.
 */
final class Reloads {
  private static final long PERIOD_MILLIS = 2000;

  private final Vertx vertx;
  private final int managementPort;
  private final SoakFile file;
  private final Tally tally;
  private final HttpClientAgent client;
  private final Promise<Void> stopped = Promise.promise();
  private boolean isStopping;
  private boolean isReloading;
  private long timer;

  Reloads(Vertx vertx, int managementPort, SoakFile file, Tally tally) {
    this.vertx = vertx;
    this.managementPort = managementPort;
    this.file = file;
    this.tally = tally;
    this.client = vertx.createHttpClient();
  }

  /** Reloads now and then periodically. */
  void start() {
    isReloading = true;
    int version = (int) ((tally.reloads() + 1) % SoakFile.VERSIONS);
    vertx
        .executeBlocking(
            () -> {
              file.write(version);
              return version;
            })
        .compose(
            _ -> client.request(HttpMethod.POST, managementPort, "127.0.0.1", "/routes/reload"))
        .compose(request -> request.send())
        .compose(response -> response.body().map(body -> judge(response, body)))
        .onFailure(e -> tally.onViolation("reload failed: " + e))
        .onComplete(_ -> onReloaded());
  }

  /** Completes when the last reload has ended. */
  Future<Void> stop() {
    isStopping = true;
    if (!isReloading) {
      end();
    }
    return stopped.future();
  }

  private void onReloaded() {
    isReloading = false;
    if (isStopping) {
      end();
    } else {
      timer = vertx.setTimer(PERIOD_MILLIS, _ -> start());
    }
  }

  private void end() {
    vertx.cancelTimer(timer);
    client.close().onComplete(stopped);
  }

  private boolean judge(HttpClientResponse response, Buffer body) {
    tally.onReload();
    boolean isApplied = response.statusCode() == 200;
    if (!isApplied) {
      String text = body.toString().replaceAll("\\s+", " ");
      tally.onViolation("reload: " + response.statusCode() + " " + text);
    }
    return isApplied;
  }
}
