package io.hedgerow.gateway.telemetry.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.core.race.Outcome;
import io.hedgerow.core.replica.Ejection;
import io.hedgerow.core.replica.Replica;
import io.hedgerow.core.replica.Replicas;
import io.hedgerow.gateway.telemetry.LoadSnapshot;
import io.hedgerow.gateway.telemetry.ProcessSnapshot;
import io.hedgerow.gateway.telemetry.ReplicaSnapshot;
import io.hedgerow.gateway.telemetry.UpstreamReplicas;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The metrics of replicas, combined over event loops. */
final class ReplicaMetricsTest {
  private static final Instant NOW = Instant.parse("2026-11-26T08:00:00Z");

  private final Metrics metrics = Metrics.prometheus();

  @AfterEach
  void close() {
    metrics.close();
  }

  @Test
  void replicas_ofTwoLoops_areJoined() {
    Replicas one = replicas("a:80", "b:80");
    Replicas two = replicas("a:80", "b:80");
    for (int i = 0; i < 5; i++) {
      end(one.all().getFirst(), one, new Outcome.BadStatus(503));
    }
    end(two.all().getFirst(), two, new Outcome.Succeeded(200));
    end(two.all().getFirst(), two, new Outcome.TimedOut());
    two.all().getFirst().onWon();
    two.all().getFirst().onDisconnected();
    one.onStarted(one.all().getLast());

    assertThat(scrape(one, two))
        .contains(
            sample("state", "a:80", "state=\"ejected\",", "0.5"),
            sample("state", "a:80", "state=\"in\",", "0.5"),
            sample("state", "a:80", "state=\"drained\",", "0.0"),
            sample("state", "b:80", "state=\"in\",", "1.0"),
            sample("connected", "a:80", "", "0.5"),
            sample("attempts_in_flight", "a:80", "", "0.0"),
            sample("attempts_in_flight", "b:80", "", "1.0"),
            sample("wins_total", "a:80", "", "1.0"))
        .contains(
            attempts("a:80", "bad-status", "5.0"),
            attempts("a:80", "answered", "1.0"),
            attempts("a:80", "timed-out", "1.0"),
            attempts("b:80", "answered", "0.0"))
        .containsPattern("hedgerow_replica_median_seconds\\{replica=\"a:80\",.*} 0\\.1[0-9]*\n")
        .doesNotContain("hedgerow_replica_median_seconds{replica=\"b:80\"");
  }

  @Test
  void replicas_thatHaveLeft_leaveNoSeries() {
    assertThat(scrape(replicas("a:80", "b:80"))).contains("replica=\"b:80\"");

    assertThat(scrape(replicas("a:80"))).contains("replica=\"a:80\"").doesNotContain("b:80");
    assertThat(metrics.scrape(LoadSnapshot.ofProcess(ProcessSnapshot.NONE), List.of()))
        .doesNotContain("hedgerow_replica_");
  }

  private static Replicas replicas(String... names) {
    Replicas replicas = new Replicas(Ejection.defaults(), new Random(1)::nextInt, _ -> {});
    replicas.update(List.of(names), 0);
    return replicas;
  }

  private static void end(Replica replica, Replicas replicas, Outcome outcome) {
    replicas.onStarted(replica);
    replicas.onEnded(replica, outcome, 100_000_000, 100_000_000);
  }

  private String scrape(Replicas... loops) {
    List<List<ReplicaSnapshot>> snapshots =
        List.of(loops).stream()
            .map(
                loop ->
                    loop.all().stream()
                        .map(replica -> ReplicaSnapshot.of("pets", replica, 200_000_000, NOW))
                        .toList())
            .toList();
    return metrics.scrape(
        LoadSnapshot.ofProcess(ProcessSnapshot.NONE), UpstreamReplicas.join(snapshots));
  }

  private static String attempts(String replica, String outcome, String value) {
    return "hedgerow_replica_attempts_total{outcome=\"%s\",replica=\"%s\",upstream=\"pets\"} %s\n"
        .formatted(outcome, replica, value);
  }

  private static String sample(String name, String replica, String state, String value) {
    return "hedgerow_replica_%s{replica=\"%s\",%supstream=\"pets\"} %s\n"
        .formatted(name, replica, state, value);
  }
}
