package io.hedgerow.simulator;

import io.hedgerow.simulator.fault.FaultMix;

/**
 * How a {@link Simulator} starts.
 *
 * @param host the address to listen on
 * @param port from 0 to 65535; 0 takes any free port
 * @param seed the same seed and order of arrival give the same behaviours
 * @param mix what becomes of requests that nobody told otherwise
 * @param eventLoops threads that serve connections, from 1 to {@value #MAX_EVENT_LOOPS}
 * @param connections how connections are treated
 */
public record SimulatorOptions(
    String host, int port, long seed, FaultMix mix, int eventLoops, ConnectionOptions connections) {

  /** The most event loops. */
  public static final int MAX_EVENT_LOOPS = 64;

  public SimulatorOptions {
    if (host.isBlank()) {
      throw new IllegalArgumentException(
          "host: '" + host + "' (expected: an address to listen on)");
    }
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException(
          "port: " + port + " (expected: a whole number from 0 to 65535)");
    }
    if (eventLoops < 1 || eventLoops > MAX_EVENT_LOOPS) {
      throw new IllegalArgumentException(
          "event loops: %d (expected: a whole number from 1 to %d)"
              .formatted(eventLoops, MAX_EVENT_LOOPS));
    }
  }

  /** Any free port of 127.0.0.1, seed 1, the default mix, one event loop, plain connections. */
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
