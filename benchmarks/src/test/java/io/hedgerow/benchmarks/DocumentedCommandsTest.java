package io.hedgerow.benchmarks;

import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.benchmarks.soak.SoakCommand;
import io.hedgerow.gateway.settings.EffectiveSettings;
import io.hedgerow.gateway.settings.InvalidSettings;
import io.hedgerow.simulation.Simulate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * Every command of the documentation is one that exists, with valid arguments; those in blocks that
 * start or ask a gateway also run.
 */
final class DocumentedCommandsTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  /** Commands of the program, and of the launcher. */
  private static final Set<String> WITH_SETTINGS = Set.of("serve", "config", "routes", "check");

  private static final Set<String> OF_PROGRAM = Set.of("explain", "simulate-upstream", "docs");
  private static final Set<String> OF_LAUNCHER = Set.of("build", "test", "package");

  /** What is checked, but not run, and why. */
  private static final Map<String, String> NOT_RUN =
      Map.of(
          "docker", "needs Docker and images; bin/test-deploy checks compose.yaml",
          "mvn", "needs the network on a new machine",
          "bin/check", "runs this test",
          "bin/picture", "takes seven minutes",
          "./hedgerow build", "this test runs during a build",
          "./hedgerow test", "runs this test",
          "./hedgerow package", "bin/test-launcher runs it",
          "./hedgerow bench", "takes minutes",
          "./hedgerow soak", "takes minutes",
          "./hedgerow simulate", "takes minutes");

  /** What the gateway that a page talks of serves, if not the four endpoints. */
  private static final Map<String, String> GATEWAY_OF_PAGE =
      Map.of("docs/OPERATIONS.md", " --routes=docs/examples/routes/replicas.yaml");

  @TempDir private Path folder;

  @Test
  void command_each_existsAndTakesItsArguments() throws IOException {
    List<DocumentedCommand> commands = new ArrayList<>();
    Map<DocumentedCommand, String> problems = new LinkedHashMap<>();
    for (String page : pages()) {
      commands.addAll(DocumentedCommand.of(ROOT, page));
    }

    for (DocumentedCommand command : commands) {
      String problem = problem(command);
      if (problem != null) {
        problems.put(command, problem);
      }
    }

    assertThat(commands).hasSizeGreaterThan(100);
    assertThat(problems).isEmpty();
  }

  @Test
  void command_eachInABlock_runs() throws Exception {
    List<String> failures = new ArrayList<>();
    int count = 0;
    try (Terminal terminal = new Terminal(ROOT, folder)) {
      for (String page : pages()) {
        for (String name : List.of("routes.yaml", "hedgerow.yaml")) {
          terminal.write(name, DocumentedCommand.file(ROOT, page, name));
        }
        Map<Integer, List<DocumentedCommand>> blocks =
            DocumentedCommand.of(ROOT, page).stream()
                .filter(command -> command.isRun() && reasonNotToRun(command) == null)
                .collect(groupingBy(DocumentedCommand::block));
        for (List<DocumentedCommand> block : blocks.values()) {
          terminal.startBlock("./hedgerow" + GATEWAY_OF_PAGE.getOrDefault(page, ""));
          for (DocumentedCommand command : block) {
            count++;
            String failure = terminal.run(command);
            if (failure != null) {
              failures.add(command + ": " + failure);
            }
          }
        }
      }
    }
    assertThat(count).isGreaterThan(20);
    assertThat(failures).isEmpty();
  }

  private static @Nullable String reasonNotToRun(DocumentedCommand command) {
    String program = command.program();
    String first = command.arguments().isEmpty() ? "" : " " + command.arguments().getFirst();
    String reason = NOT_RUN.get(program);
    return reason == null ? NOT_RUN.get(program + first) : reason;
  }

  private static List<String> pages() throws IOException {
    try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      return Stream.concat(
              Stream.of("README.md", "CONTRIBUTING.md", "ARCHITECTURE.md", "SECURITY.md"),
              docs.map(path -> ROOT.relativize(path).toString())
                  .filter(path -> path.endsWith(".md")))
          .sorted()
          .toList();
    }
  }

  /** What is wrong with a command; null if nothing is. */
  private static @Nullable String problem(DocumentedCommand command) {
    List<String> arguments = command.arguments();
    String program = command.program();
    return switch (program) {
      case "./hedgerow" -> problemOfHedgerow(arguments);
      case "docker" -> problemOfDocker(arguments);
      case "curl", "mvn" -> null;
      default ->
          program.startsWith("bin/") && Files.isExecutable(ROOT.resolve(program))
              ? null
              : "unknown command";
    };
  }

  private static @Nullable String problemOfHedgerow(List<String> arguments) {
    boolean isCommand = !arguments.isEmpty() && !arguments.getFirst().startsWith("-");
    String name = isCommand ? arguments.getFirst() : "serve";
    List<String> options = isCommand ? arguments.subList(1, arguments.size()) : arguments;
    if (options.contains("--help") || OF_PROGRAM.contains(name)) {
      return null;
    }
    if (WITH_SETTINGS.contains(name)) {
      return problemOfSettings(options);
    }
    if (OF_LAUNCHER.contains(name)) {
      int module = options.indexOf("-pl") + 1;
      return module == 0 || Files.exists(ROOT.resolve(options.get(module)).resolve("pom.xml"))
          ? null
          : "unknown module";
    }
    return switch (name) {
      case "bench" -> problemOf(new CommandLine(new BenchCommand()), options);
      case "soak" -> problemOf(new CommandLine(new SoakCommand()), options);
      case "simulate" -> problemOf(new CommandLine(new Simulate()), options);
      default -> "unknown command of ./hedgerow";
    };
  }

  private static @Nullable String problemOf(CommandLine tool, List<String> arguments) {
    try {
      tool.parseArgs(arguments.toArray(String[]::new));
      return null;
    } catch (ParameterException e) {
      return e.getMessage();
    }
  }

  private static @Nullable String problemOfSettings(List<String> options) {
    Map<String, String> values = new HashMap<>();
    for (String option : options) {
      String[] nameAndValue = option.split("=", 2);
      if (nameAndValue.length < 2) {
        return option + " (expected: --KEY=VALUE)";
      }
      values.put(nameAndValue[0].substring("--".length()), nameAndValue[1]);
    }
    values.remove("config");
    try {
      EffectiveSettings.load(values, Map.of(), null);
      return null;
    } catch (InvalidSettings e) {
      return e.getMessage();
    }
  }

  private static @Nullable String problemOfDocker(List<String> arguments) {
    try {
      String compose = Files.readString(ROOT.resolve("compose.yaml"));
      int profile = arguments.indexOf("--profile") + 1;
      return switch (arguments.getFirst()) {
        case "compose" ->
            profile == 0 || compose.contains("profiles: [" + arguments.get(profile) + "]")
                ? null
                : "unknown profile";
        case "build" -> Files.exists(ROOT.resolve("Dockerfile")) ? null : "no Dockerfile";
        case "run" ->
            problemOfSettings(
                arguments.stream().dropWhile(word -> !word.equals("hedgerow")).skip(1).toList());
        default -> "unknown command of docker";
      };
    } catch (IOException e) {
      return e.toString();
    }
  }
}
