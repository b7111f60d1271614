package io.hedgerow.gateway.cli;

import io.hedgerow.gateway.settings.EffectiveSettings;
import io.hedgerow.gateway.settings.InvalidSettings;
import io.hedgerow.gateway.settings.Setting;
import io.hedgerow.gateway.settings.Settings;
import io.hedgerow.gateway.settings.Suggestion;
import io.hedgerow.gateway.settings.UpstreamUrl;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The options of a command that takes the configuration's keys: {@code --port=80} or {@code --port
 * 80}, each at most once.
 *
 * <p>Implementer's note. picocli parses the other commands, but not these options: the JVM's AOT
 * cache rejects its classes, which are compiled for Java 5, and loading them took a fifth of the
 * startup time.
 *
 * @param values by key
 * @param file the configuration file, or null for none
 * @param problems one line per invalid argument
 */
record ServeOptions(Map<String, String> values, @Nullable Path file, List<String> problems) {
  /** The only option that is not a configuration key: the configuration file. */
  static final String CONFIG = "config";

  private static final Set<String> NAMES =
      Stream.concat(Stream.of(CONFIG), Settings.ALL.stream().map(Setting::key))
          .map(name -> "--" + name)
          .collect(Collectors.toUnmodifiableSet());

  static ServeOptions parse(List<String> arguments) {
    Map<String, String> values = new HashMap<>();
    List<String> problems = new ArrayList<>();
    Queue<String> remaining = new ArrayDeque<>(arguments);
    for (String argument = remaining.poll(); argument != null; argument = remaining.poll()) {
      if (!argument.startsWith("-")) {
        problems.add(
            UpstreamUrl.mask(argument)
                + ": unexpected argument (expected: options such as --port=8000; a command comes"
                + " first)");
        continue;
      }
      int end = argument.indexOf('=');
      String name = end < 0 ? argument : argument.substring(0, end);
      String value = end < 0 ? pollValue(remaining) : argument.substring(end + 1);
      if (!NAMES.contains(name)) {
        problems.add(unknownOption(name, NAMES));
      } else if (value == null) {
        problems.add(name + ": no value (expected: " + name + "=VALUE)");
      } else if (values.putIfAbsent(name.substring("--".length()), value) != null) {
        problems.add(name + ": given twice (expected: once)");
      }
    }
    String file = values.remove(CONFIG);
    return new ServeOptions(values, file == null ? null : Path.of(file), problems);
  }

  /**
   * The configuration of these options, the environment and the file.
   *
   * @throws InvalidSettings with every problem, including those of the options
   */
  EffectiveSettings effective() throws InvalidSettings {
    return EffectiveSettings.load(values, System.getenv(), file, problems);
  }

  /** The value of an option without an equals sign: the next argument unless that is an option. */
  private static @Nullable String pollValue(Queue<String> remaining) {
    String next = remaining.peek();
    return next == null || next.startsWith("--") ? null : remaining.poll();
  }

  /** The message for an unknown option, with a suggestion. */
  static String unknownOption(String name, Set<String> known) {
    return name
        + ": unknown option ("
        + Suggestion.of(name, known, "expected: an option that --help lists")
        + ")";
  }
}
