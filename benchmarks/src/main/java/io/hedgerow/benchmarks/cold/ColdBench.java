package io.hedgerow.benchmarks.cold;

import io.hedgerow.benchmarks.load.GatewayProcess;
import io.hedgerow.benchmarks.load.OpenLoop;
import io.hedgerow.benchmarks.load.Tally;
import io.hedgerow.simulator.Simulator;
import io.hedgerow.simulator.SimulatorOptions;
import io.netty.handler.codec.http.FullHttpResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/**
 * Starts gateways as the launcher does, and sends requests to each from the moment it is ready.
 * Callers and upstream run in this process and are warm. Used by one thread.
 */
final class ColdBench {
  private static final long TIMEOUT_MILLIS = 1000;

  /** How much longer callers wait, to distinguish late answers from missing ones. */
  private static final long GRACE_MILLIS = 500;

  private static final int CONNECTIONS_MAX = 5000;
  private static final long READY_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final Pattern WITHHELD =
      Pattern.compile("(?m)^hedgerow_hedges_withheld_total(?:\\{[^}]*})? ([0-9.E]+)");

  private final Plan plan;
  private final List<String> settings;
  private final PrintWriter out;

  /**
   * How much to run.
   *
   * @param warmUpSeconds warm-up of callers and upstream, without a gateway
   * @param seconds length of each round
   */
  record Plan(int rounds, Load load, int warmUpSeconds, int seconds) {}

  /**
   * Creates a benchmark.
   *
   * @param settings of the gateways, as {@code key=value}
   * @param out for progress
   */
  ColdBench(Plan plan, List<String> settings, PrintWriter out) {
    this.plan = plan;
    this.settings = settings.stream().map(setting -> "--" + setting).toList();
    this.out = out;
  }

  /** Runs all rounds. */
  List<Round> run() throws IOException, InterruptedException {
    List<Round> rounds = new ArrayList<>();
    try (Simulator upstream = Simulator.start(SimulatorOptions.defaults())) {
      warmUp(upstream);
      while (rounds.size() < plan.rounds()) {
        Round round = runRound(upstream);
        rounds.add(round);
        out.printf(
            Locale.ROOT,
            "round %d: ready after %.0f ms, %d refused, %d late, %d hedges withheld%n",
            rounds.size(),
            round.readyMillis(),
            round.refused(),
            round.late(),
            round.hedgesWithheld());
        out.flush();
      }
    }
    return rounds;
  }

  private void warmUp(Simulator upstream) throws InterruptedException {
    try (OpenLoop connections = open(upstream.port(), "/api/work")) {
      plan.load()
          .over(connections)
          .accept(2L * plan.load().amount(), new Tally(TIMEOUT_MILLIS, new AtomicLong()));
      TimeUnit.SECONDS.sleep(plan.warmUpSeconds());
    }
  }

  private Round runRound(Simulator upstream) throws IOException, InterruptedException {
    long startNanos = System.nanoTime();
    try (GatewayProcess gateway = GatewayProcess.start(upstream.url(), settings)) {
      awaitReady(gateway);
      double readyMillis = (System.nanoTime() - startNanos) / 1e6;
      AtomicLong firstAnswerNanos = new AtomicLong();
      List<Tally> tallies = new ArrayList<>();
      try (OpenLoop connections = open(gateway.port(), "/api/first?timeout=" + TIMEOUT_MILLIS)) {
        Load.Offer offer = plan.load().over(connections);
        for (int second = 0; second < plan.seconds(); second++) {
          Tally tally = new Tally(TIMEOUT_MILLIS, new AtomicLong());
          tallies.add(tally);
          offer.accept(plan.load().amount(), new FirstAnswer(tally, firstAnswerNanos));
          TimeUnit.SECONDS.sleep(1);
        }
        offer.accept(0, tallies.getLast());
        TimeUnit.MILLISECONDS.sleep(TIMEOUT_MILLIS + 2 * GRACE_MILLIS);
      }
      return new Round(
          readyMillis,
          firstAnswerNanos.get() == 0 ? Double.NaN : (firstAnswerNanos.get() - startNanos) / 1e6,
          tallies.stream().map(t -> new Round.Second(t.asked(), t.refused(), t.late())).toList(),
          hedgesWithheld(gateway),
          tallies.stream().mapToDouble(tally -> tally.callersLateMillis(100)).max().orElseThrow());
    }
  }

  private OpenLoop open(int port, String target) {
    int connectionsMax = Math.max(CONNECTIONS_MAX, 2 * plan.load().amount());
    return new OpenLoop(port, target, connectionsMax, TIMEOUT_MILLIS + GRACE_MILLIS);
  }

  private static void awaitReady(GatewayProcess gateway) throws IOException, InterruptedException {
    URI ready = management(gateway, "/health/ready");
    long limitNanos = System.nanoTime() + READY_LIMIT_NANOS;
    while (true) {
      HttpURLConnection connection = (HttpURLConnection) ready.toURL().openConnection();
      try {
        if (connection.getResponseCode() == HttpURLConnection.HTTP_OK) {
          return;
        }
      } finally {
        connection.disconnect();
      }
      if (System.nanoTime() > limitNanos) {
        throw new IOException(ready + ": not ready (expected: 200 within 60 s)");
      }
      Thread.sleep(1);
    }
  }

  private static long hedgesWithheld(GatewayProcess gateway) throws IOException {
    try (InputStream in = management(gateway, "/metrics").toURL().openStream()) {
      String metrics = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return WITHHELD
          .matcher(metrics)
          .results()
          .mapToLong(value -> (long) Double.parseDouble(value.group(1)))
          .sum();
    }
  }

  private static URI management(GatewayProcess gateway, String path) {
    return URI.create("http://127.0.0.1:" + gateway.managementPort() + path);
  }

  /** Records when the first of all answers arrived. */
  private record FirstAnswer(Tally tally, AtomicLong firstNanos)
      implements OpenLoop.ResponseListener {
    @Override
    public void onAsking(long lateNanos) {
      tally.onAsking(lateNanos);
    }

    @Override
    public void onAnswered(FullHttpResponse answer, long nanos) {
      firstNanos.compareAndSet(0, System.nanoTime());
      tally.onAnswered(answer, nanos);
    }

    @Override
    public void onUnanswered() {
      tally.onUnanswered();
    }
  }
}
