package io.hedgerow.simulator;

import io.hedgerow.simulator.fault.FaultMix;
import io.hedgerow.simulator.wire.ConnectionOptions;

/**
 * Start options of a {@link Simulator}.
 *
 * @param host the address to listen on
 * @param port from 0 to 65535; 0 means any free port
 * @param seed the same seed and the same order of arrival give the same behaviours
 * @param mix behaviour of requests that are not scripted
 * @param eventLoops threads that serve connections, from 1 to {@value #EVENT_LOOPS_MAX}
 * @param connections how connections are treated
 */
public record SimulatorOptions(
    String host, int port, long seed, FaultMix mix, int eventLoops, ConnectionOptions connections) {
  /** Maximum number of event loops. */
  public static final int EVENT_LOOPS_MAX = 64;

  public SimulatorOptions {
    if (host.isBlank()) {
      throw new IllegalArgumentException(
          "host: '" + host + "' (expected: an address to listen on)");
    }
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException(
          "port: " + port + " (expected: a whole number from 0 to 65535)");
    }
    if (eventLoops < 1 || eventLoops > EVENT_LOOPS_MAX) {
      throw new IllegalArgumentException(
          "event loops: %d (expected: a whole number from 1 to %d)"
              .formatted(eventLoops, EVENT_LOOPS_MAX));
    }
  }

  /** 127.0.0.1, any free port, seed 1, default mix, one event loop, default connections. */
  public static SimulatorOptions defaults() {
    return new SimulatorOptions(
        "127.0.0.1", 0, 1, FaultMix.DEFAULT, 1, ConnectionOptions.defaults());
  }

  public SimulatorOptions withHost(String host) {
    return new SimulatorOptions(host, port, seed, mix, eventLoops, connections);
  }

  public SimulatorOptions withPort(int port) {
    return new SimulatorOptions(host, port, seed, mix, eventLoops, connections);
  }

  public SimulatorOptions withSeed(long seed) {
    return new SimulatorOptions(host, port, seed, mix, eventLoops, connections);
  }

  public SimulatorOptions withMix(FaultMix mix) {
    return new SimulatorOptions(host, port, seed, mix, eventLoops, connections);
  }

  public SimulatorOptions withEventLoops(int eventLoops) {
    return new SimulatorOptions(host, port, seed, mix, eventLoops, connections);
  }

  public SimulatorOptions withConnections(ConnectionOptions connections) {
    return new SimulatorOptions(host, port, seed, mix, eventLoops, connections);
  }
}
