package io.hedgerow.gateway;

import static io.hedgerow.testing.Eventually.assertEventually;
import static java.util.Collections.nCopies;
import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.testing.LeakReports;
import io.hedgerow.gateway.testing.RawCaller;
import io.hedgerow.gateway.testing.RawResponse;
import io.hedgerow.gateway.testing.RealServer;
import io.hedgerow.gateway.testing.ResourceSnapshot;
import io.hedgerow.gateway.testing.RunningGateway;
import io.hedgerow.gateway.testing.SimulatorProcess;
import io.hedgerow.simulator.Simulator;
import io.hedgerow.simulator.SimulatorOptions;
import io.hedgerow.simulator.fault.FaultMix;
import io.hedgerow.simulator.fault.Latency;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three real servers as replicas under 300 requests a second, each in trouble in turn. No request
 * fails that a healthy replica can answer in time.
 */
final class ReplicasInTroubleTest {
  private static final String FAST = "10-30ms";
  private static final String SLOW = "100-300ms";

  /** Far longer than healthy replicas take, even on a busy machine. */
  private static final long TIMEOUT_SECONDS = 10;

  private static final long REQUESTS_PER_SECOND = 300;

  @TempDir private Path folder;

  /** A server that the test can disturb. */
  private interface Replica extends AutoCloseable {
    int port();

    /** Sends a signal to all its processes. */
    void signal(String name) throws IOException;

    /** Starts it after its end and waits until it serves. */
    void restart() throws Exception;

    void setLatency(String latency) throws IOException;

    /** The number of requests so far, counted from its last start or from earlier. */
    long asked();

    @Override
    void close() throws IOException;
  }

  /** The first start and the first waiting virtual thread open descriptors and threads for good. */
  @BeforeAll
  static void warmUp() throws Exception {
    try (RunningGateway running = RunningGateway.start();
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      callers.submit(() -> running.get("/api/first?timeout=60000")).get();
    }
  }

  @Test
  void simulators_inTroubleUnderLoad_failNoRequest() throws Exception {
    List<SimulatedReplica> replicas = new ArrayList<>();
    long descriptors = ResourceSnapshot.openFileDescriptors();
    try {
      for (int i = 0; i < 3; i++) {
        replicas.add(new SimulatedReplica(SimulatorProcess.launch(FAST)));
      }
      for (SimulatedReplica replica : replicas) {
        replica.process.awaitListening();
      }
      assertTroublesFailNoRequest(replicas);
    } finally {
      for (SimulatedReplica replica : replicas) {
        replica.close();
      }
    }
    assertNothingLeft(descriptors);
  }

  @Test
  void nginx_inTroubleUnderLoad_failsNoRequest() throws Exception {
    List<NginxReplica> replicas = new ArrayList<>();
    long descriptors = ResourceSnapshot.openFileDescriptors();
    try {
      for (int i = 0; i < 3; i++) {
        replicas.add(NginxReplica.start(Files.createDirectory(folder.resolve("nginx-" + i))));
      }
      assertTroublesFailNoRequest(replicas);
    } finally {
      for (NginxReplica replica : replicas) {
        replica.close();
      }
    }
    assertNothingLeft(descriptors);
  }

  private void assertTroublesFailNoRequest(List<? extends Replica> replicas) throws Exception {
    try (Gateway gateway =
            RunningGateway.startGateway("http://127.0.0.1:1/", "routes=" + routes(replicas));
        Load load = new Load(gateway.port())) {
      Replica killed = replicas.get(0);
      killed.signal("KILL");
      load.assertNoneFails("one killed");
      killed.restart();

      Replica stopped = replicas.get(1);
      stopped.signal("STOP");
      load.assertNoneFails("one stopped");
      stopped.signal("CONT");

      Replica slow = replicas.get(2);
      slow.setLatency(SLOW);
      load.assertNoneFails("one slow");
      slow.setLatency(FAST);

      for (Replica replica : replicas) {
        replica.signal("TERM");
        load.assertNoneFails("one ended");
        replica.restart();
      }
      replicas.forEach(ReplicasInTroubleTest::awaitAsked);
      load.assertNoneFails("all well");
      load.end();
      assertEventually(() -> gateway.load().isAtRest() ? "at rest" : gateway.load(), "at rest");
    }
  }

  /** Routes whose ejections are short, to keep the test short. */
  private Path routes(List<? extends Replica> replicas) throws IOException {
    String urls =
        replicas.stream()
            .map(replica -> "\"http://127.0.0.1:%d/api/work\"".formatted(replica.port()))
            .collect(Collectors.joining(", "));
    return Files.writeString(
        folder.resolve("routes.yaml"),
        """
        upstreams:
          work:
            replicas: [%s]
            eject: {for: 200ms}
        routes:
          work:
            path: /work
            upstream: work
            deadline: {default: %ds}
            plan: {attempts: 1, hedges: 1, hedge-delay: 100ms}
        """
            .formatted(urls, TIMEOUT_SECONDS));
  }

  private static void awaitAsked(Replica replica) {
    long before = replica.asked();
    assertEventually(() -> replica.asked() > before, true);
  }

  private static void assertNothingLeft(long descriptors) {
    assertEventually(() -> Math.max(0, ResourceSnapshot.openFileDescriptors() - descriptors), 0L);
    LeakReports.assertNone();
  }

  private record SimulatedReplica(SimulatorProcess process) implements Replica {
    @Override
    public int port() {
      return process.port();
    }

    @Override
    public void signal(String name) throws IOException {
      process.signal(name);
    }

    @Override
    public void restart() throws IOException {
      process.restart();
    }

    @Override
    public void setLatency(String latency) throws IOException {
      process.setLatency(latency);
    }

    @Override
    public long asked() {
      return process.asked();
    }

    @Override
    public void close() throws IOException {
      process.close();
    }
  }

  /** nginx in front of a simulator in this process. */
  private record NginxReplica(RealServer nginx, Simulator simulator) implements Replica {
    static NginxReplica start(Path folder) throws IOException {
      Simulator simulator = Simulator.start(SimulatorOptions.defaults().withMix(mix(FAST)));
      RealServer nginx =
          RealServer.start(RealServer.Product.NGINX, folder, RealServer.Scheme.HTTP, simulator);
      return new NginxReplica(nginx, simulator);
    }

    @Override
    public int port() {
      return nginx.port();
    }

    @Override
    public void signal(String name) throws IOException {
      nginx.signal(name);
    }

    @Override
    public void restart() throws Exception {
      nginx.restart();
    }

    @Override
    public void setLatency(String latency) {
      simulator.always(mix(latency));
    }

    @Override
    public long asked() {
      return simulator.counts().asked();
    }

    @Override
    public void close() {
      nginx.close();
      simulator.close();
    }

    private static FaultMix mix(String latency) {
      return new FaultMix(Latency.parse(latency), 0, List.of());
    }
  }

  /** Sends requests at a fixed rate, however fast the answers come, on persistent connections. */
  private static final class Load implements AutoCloseable {
    private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(1) / REQUESTS_PER_SECOND;
    private static final int WARMING_CALLERS = 10;
    private static final int WARMING_ROUNDS = 30;

    private final int port;
    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
    private final Queue<RawCaller> idle = new ConcurrentLinkedQueue<>();
    private final Set<Long> inFlight = ConcurrentHashMap.newKeySet();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private volatile long sent;
    private volatile boolean isOver;

    Load(int port) throws Exception {
      this.port = port;
      warmUp();
      callers.execute(this::sendAll);
    }

    /** Sends for a second, waits for all answers so far, and asserts that none is a failure. */
    void assertNoneFails(String situation) {
      long enough = sent + REQUESTS_PER_SECOND;
      assertEventually(() -> sent >= enough, true);
      List<Long> asked = List.copyOf(inFlight);
      assertEventually(() -> asked.stream().anyMatch(inFlight::contains), false);
      assertThat(failures).as(situation).isEmpty();
    }

    /** Waits for the answers to all requests; none may have failed. */
    void end() throws IOException {
      isOver = true;
      callers.close();
      assertThat(failures).isEmpty();
      for (RawCaller caller : idle) {
        caller.close();
      }
    }

    @Override
    public void close() throws IOException {
      end();
    }

    private void warmUp() throws Exception {
      for (int round = 0; round < WARMING_ROUNDS; round++) {
        for (Future<?> call : callers.invokeAll(nCopies(WARMING_CALLERS, this::ask))) {
          call.get();
        }
      }
    }

    private void sendAll() {
      for (long nanos = System.nanoTime(); !isOver; nanos += PERIOD_NANOS) {
        long number = sent;
        inFlight.add(number);
        sent = number + 1;
        callers.execute(
            () -> {
              ask();
              inFlight.remove(number);
            });
        LockSupport.parkNanos(nanos + PERIOD_NANOS - System.nanoTime());
      }
    }

    private @Nullable Void ask() {
      long startNanos = System.nanoTime();
      String failure = "";
      try {
        RawCaller pooled = idle.poll();
        RawCaller caller = pooled == null ? new RawCaller(port) : pooled;
        RawResponse answer = caller.get("/work").read();
        if (answer.status() != 200) {
          failure = answer.toString();
        }
        idle.add(caller);
      } catch (IOException e) {
        failure = e.toString();
      }
      if (!failure.isEmpty()) {
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
        failures.add("after " + millis + " ms: " + failure);
      }
      return null;
    }
  }
}
