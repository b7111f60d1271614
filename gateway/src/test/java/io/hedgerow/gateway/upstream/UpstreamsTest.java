package io.hedgerow.gateway.upstream;

import static io.hedgerow.testing.EventLoopCall.await;
import static io.hedgerow.testing.EventLoopCall.onLoop;
import static io.hedgerow.testing.Eventually.assertEventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.core.deadline.Deadline;
import io.hedgerow.core.race.CancelReason;
import io.hedgerow.core.race.LaunchReason;
import io.hedgerow.core.replica.Picks;
import io.hedgerow.gateway.loop.Loop;
import io.hedgerow.gateway.telemetry.UpstreamSnapshot;
import io.hedgerow.gateway.upstream.ClientBench.Launched;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Upstreams that are added, kept and removed while their attempts run. */
final class UpstreamsTest {
  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final Loop loop = onLoop(context, () -> Loop.of(context, 3_000_000));
  private final CountDownLatch mayAnswer = new CountDownLatch(1);
  private final RawUpstream upstream =
      new RawUpstream(
          connection -> {
            while (connection.readRequest() != null) {
              try {
                mayAnswer.await();
              } catch (InterruptedException e) {
                throw new IOException(e);
              }
              connection.write(RawUpstream.OK);
            }
          });
  private final Upstreams upstreams =
      new Upstreams(upstream -> new UpstreamClient(vertx, loop, upstream, 1));

  @AfterEach
  void close() throws Exception {
    mayAnswer.countDown();
    onLoop(
        context,
        () -> {
          loop.close();
          upstreams.close();
          return true;
        });
    await(vertx.close());
    upstream.close();
  }

  @Test
  void replace_sameSettings_keepsTheClient() {
    replace(Map.of("a", asked("1s"), "b", asked("1s")));
    UpstreamClient a = client("a");
    UpstreamClient b = client("b");
    replace(Map.of("a", asked("1s"), "b", asked("2s"), "c", asked("1s")));
    assertThat(client("a")).isSameAs(a);
    assertThat(client("b")).isNotSameAs(b);
    assertThat(client("c")).isNotSameAs(a);
  }

  @Test
  void retiredClient_withAnAttempt_finishesItAndThenCloses() {
    replace(Map.of("a", asked("1s")));
    UpstreamClient retired = client("a");
    Launched launched = launch(retired);
    assertEventually(upstream::requests, 1);

    replace(Map.of());
    sweep();
    assertThat(snapshot())
        .extracting("attempts", "exchanges", "connections")
        .containsExactly(1, 1, 1);

    mayAnswer.countDown();
    assertEventually(launched::told, List.of("1 succeeded: {\"time\": 7}"));
    sweep();
    assertEventually(() -> onLoop(context, retired::snapshot).connections(), 0);
    assertThat(snapshot()).isEqualTo(UpstreamSnapshot.NONE);
  }

  /** Counters of the gateway never decrease. */
  @Test
  void closedClient_leavesItsCounts() {
    replace(Map.of("a", asked("1s")));
    Launched launched = new Launched();
    UpstreamAttempt attempt = launch(client("a"), launched);
    assertEventually(upstream::requests, 1);
    onLoop(
        context,
        () -> {
          attempt.cancel(CancelReason.SUPERSEDED);
          return true;
        });
    assertThat(snapshot().wire().connectionsAborted()).isEqualTo(1);
    replace(Map.of());
    sweep();
    assertThat(snapshot().wire().connectionsAborted()).isEqualTo(1);
  }

  private Upstream asked(String pingTimeout) {
    return new Upstream(
        "a",
        ClientBench.settings(
            Map.of("upstream.url", upstream.url(), "upstream.ping-timeout", pingTimeout)),
        null);
  }

  private void replace(Map<String, Upstream> next) {
    onLoop(
        context,
        () -> {
          upstreams.replace(next);
          return true;
        });
  }

  private void sweep() {
    onLoop(
        context,
        () -> {
          upstreams.sweep();
          return true;
        });
  }

  private UpstreamClient client(String name) {
    return onLoop(context, () -> upstreams.client(name));
  }

  private UpstreamSnapshot snapshot() {
    return onLoop(context, upstreams::snapshot);
  }

  private Launched launch(UpstreamClient client) {
    Launched launched = new Launched();
    launch(client, launched);
    return launched;
  }

  private UpstreamAttempt launch(UpstreamClient client, Launched listener) {
    return onLoop(
        context,
        () ->
            client.launch(
                1,
                LaunchReason.RACE_STARTED,
                new Picks(),
                ClientBench.BUILT_IN,
                Deadline.after(loop.nowNanos(), TimeUnit.SECONDS.toNanos(30)),
                listener));
  }
}
