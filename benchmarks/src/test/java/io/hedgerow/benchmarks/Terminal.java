package io.hedgerow.benchmarks;

import static java.util.stream.Collectors.joining;

import io.hedgerow.benchmarks.load.GatewayProcess;
import io.hedgerow.benchmarks.load.ServerProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs documented commands with Bash, in a folder that looks like a checkout. Servers run in the
 * background, on free ports, which replace those of the commands. Not for several threads.
 */
final class Terminal implements AutoCloseable {
  private static final Pattern API = Pattern.compile(" +API +http://[^:]+:([0-9]+)(/.*)?");
  private static final Pattern MANAGEMENT =
      Pattern.compile(" +Management +http://[^:]+:([0-9]+)/.*");
  private static final Pattern READY = Pattern.compile("Stop: .*");
  private static final Pattern SIMULATOR = Pattern.compile(".*http://[^:]+:([0-9]+)/api/work.*");
  private static final Pattern PORT = Pattern.compile("(?<=localhost:|127\\.0\\.0\\.1:)800[012]");
  private static final Pattern STATUS = Pattern.compile("^([1-5]\\d\\d)$", Pattern.MULTILINE);
  private static final Set<String> NO_SERVER =
      Set.of("config", "routes", "check", "explain", "docs");
  private static final long LIMIT_SECONDS = 60;

  private final Path folder;
  private final Map<String, Gateway> shared = new HashMap<>();
  private final List<ServerProcess> ofBlock = new ArrayList<>();
  private final Map<String, String> ports = new HashMap<>();
  private String defaultGateway = "";
  private int logs;

  private record Gateway(ServerProcess process, Map<String, String> ports) {}

  /**
   * A terminal.
   *
   * @param root the checkout, of which commands see the folder docs
   * @param folder where they run
   */
  Terminal(Path root, Path folder) throws IOException {
    this.folder = folder;
    Files.createSymbolicLink(folder.resolve("docs"), root.resolve("docs"));
    write(".curlrc", "write-out = \"%{stderr}\\n%{http_code}\\n\"\n");
    List<String> program = new ArrayList<>(GatewayProcess.command());
    program.addAll(1, List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    write("hedgerow", "#!/bin/sh\nexec " + quoted(program) + " \"$@\"\n");
    if (!folder.resolve("hedgerow").toFile().setExecutable(true)) {
      throw new IOException(folder + ": cannot make a file executable");
    }
  }

  /** Writes a file into the folder, unless the text is empty. */
  void write(String name, String text) throws IOException {
    if (!text.isEmpty()) {
      Files.writeString(folder.resolve(name), text);
    }
  }

  /**
   * Ends the servers of the block before.
   *
   * @param gateway the command of the gateway that requests are for if the block starts none
   */
  void startBlock(String gateway) {
    ofBlock.forEach(ServerProcess::close);
    ofBlock.clear();
    ports.clear();
    defaultGateway = gateway;
  }

  /** Runs a command; returns how it failed, or null. */
  @Nullable String run(DocumentedCommand command) throws IOException, InterruptedException {
    if (!command.program().equals("./hedgerow")) {
      return runToItsEnd(command);
    }
    String name = command.arguments().isEmpty() ? "" : command.arguments().getFirst();
    if (NO_SERVER.contains(name)) {
      return runToItsEnd(command);
    }
    if (name.equals("simulate-upstream")) {
      ServerProcess simulator = start(command.text() + " --port=0");
      ofBlock.add(simulator);
      ports.put("8002", simulator.awaitLine(SIMULATOR).group(1));
    } else if (command.text().equals("./hedgerow")) {
      ports.putAll(shared("./hedgerow").ports());
    } else {
      Gateway gateway = startGateway(withPorts(command.text()));
      ofBlock.add(gateway.process());
      ports.putAll(gateway.ports());
    }
    return null;
  }

  private @Nullable String runToItsEnd(DocumentedCommand command)
      throws IOException, InterruptedException {
    boolean isRequest = PORT.matcher(command.text()).find();
    if (isRequest && ports.isEmpty()) {
      ports.putAll(shared(defaultGateway).ports());
    }
    Path output = log();
    Path errors = log();
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-o", "pipefail", "-c", withPorts(command.text()))
            .directory(folder.toFile())
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile());
    builder.environment().keySet().retainAll(Set.of("PATH"));
    builder.environment().put("CURL_HOME", folder.toString());
    Process process = builder.start();
    process.getOutputStream().close();
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      return "has not ended after " + LIMIT_SECONDS + " s";
    }
    int status = process.exitValue();
    boolean isExplained = command.text().startsWith("./hedgerow explain") && status == 3;
    if (status != 0 && !isExplained) {
      return "exit status %d: %s%s".formatted(status, text(output), text(errors));
    }
    return command.program().equals("curl") ? failureOf(text(errors), text(output)) : null;
  }

  /** An answer may be 503, because the upstream fails now and then, or on purpose. */
  private static @Nullable String failureOf(String statuses, String body) {
    boolean isFailed =
        STATUS
            .matcher(statuses)
            .results()
            .map(status -> status.group(1))
            .anyMatch(status -> !status.startsWith("2") && !status.equals("503"));
    return isFailed ? statuses.strip() + ": " + body : null;
  }

  private Gateway shared(String command) throws IOException, InterruptedException {
    Gateway gateway = shared.get(command);
    if (gateway == null) {
      gateway = startGateway(command);
      shared.put(command, gateway);
    }
    return gateway;
  }

  private Gateway startGateway(String command) throws IOException, InterruptedException {
    ServerProcess process = start(command);
    try {
      process.awaitLine(READY);
      return new Gateway(
          process,
          Map.of(
              "8000", process.awaitLine(API).group(1),
              "8001", process.awaitLine(MANAGEMENT).group(1)));
    } catch (IOException | InterruptedException e) {
      process.close();
      throw e;
    }
  }

  /** Variables set the ports, because the options of the command stay as they are. */
  private ServerProcess start(String command) throws IOException {
    String script =
        "cd "
            + quoted(List.of(folder.toString()))
            + " && export HEDGEROW_PORT=0 HEDGEROW_MANAGEMENT_PORT=0 HEDGEROW_WARM_UP_TIME_MAX=0s"
            + " && exec env "
            + command;
    return ServerProcess.start(List.of("bash", "-c", script), log());
  }

  private String withPorts(String text) {
    return PORT.matcher(text).replaceAll(port -> ports.getOrDefault(port.group(), port.group()));
  }

  private Path log() {
    logs++;
    return folder.resolve(logs + ".log");
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }

  private static String quoted(List<String> words) {
    return words.stream().map(word -> "'" + word + "'").collect(joining(" "));
  }

  @Override
  public void close() {
    Stream.concat(ofBlock.stream(), shared.values().stream().map(Gateway::process))
        .forEach(ServerProcess::close);
  }
}
