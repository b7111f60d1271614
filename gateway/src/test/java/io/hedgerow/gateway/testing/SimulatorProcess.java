package io.hedgerow.gateway.testing;

import io.hedgerow.simulator.Simulator;
import io.hedgerow.simulator.SimulatorOptions;
import io.hedgerow.simulator.fault.FaultMix;
import io.hedgerow.simulator.fault.Latency;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * A simulator that never fails, in its own JVM, which tests kill, stop and restart on the same
 * port. The process ends with its parent, when its standard input ends.
 */
public final class SimulatorProcess implements AutoCloseable {
  private static final String LISTENING = "listening";

  private final int port = RunningGateway.freePort();
  private final String latency;
  private Process process;

  private SimulatorProcess(String latency) throws IOException {
    this.latency = latency;
    this.process = launch();
  }

  /**
   * Launches a simulator; {@link #awaitListening} waits until it serves.
   *
   * @param latency such as {@code 10-30ms}
   */
  public static SimulatorProcess launch(String latency) throws IOException {
    return new SimulatorProcess(latency);
  }

  /** Waits until it serves. */
  public void awaitListening() throws IOException {
    String line = process.inputReader().readLine();
    if (!LISTENING.equals(line)) {
      throw new IOException("the process of the simulator wrote: " + line);
    }
  }

  /** The port it listens on. */
  public int port() {
    return port;
  }

  /** Work requests since its last start. */
  public long asked() {
    try (RawCaller caller = new RawCaller(port)) {
      return new JsonObject(caller.get("/counts").read().body()).getLong("asked");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sets the latency of further requests. */
  public void setLatency(String latency) throws IOException {
    Writer out = process.outputWriter();
    out.write(latency + "\n");
    out.flush();
  }

  /** Sends it a signal, such as KILL. */
  public void signal(String name) throws IOException {
    Signals.send(name, List.of(process.toHandle()));
  }

  /** Starts it again after its end, and waits until it serves. */
  public void restart() throws IOException {
    close();
    process = launch();
    awaitListening();
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    process.onExit().join();
    process.getInputStream().close();
    process.getOutputStream().close();
  }

  private Process launch() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"),
            SimulatorProcess.class.getName(),
            Integer.toString(port),
            latency)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** Runs in the child: serves until standard input ends; each line of it is a latency. */
  public static void main(String[] portAndLatency) throws IOException {
    Simulator simulator =
        Simulator.start(
            SimulatorOptions.defaults()
                .withPort(Integer.parseInt(portAndLatency[0]))
                .withMix(mix(portAndLatency[1])));
    System.out.println(LISTENING);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      simulator.always(mix(line));
    }
    Runtime.getRuntime().halt(0);
  }

  private static FaultMix mix(String latency) {
    return new FaultMix(Latency.parse(latency), 0, List.of());
  }
}
