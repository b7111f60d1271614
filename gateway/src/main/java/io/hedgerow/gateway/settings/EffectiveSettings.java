package io.hedgerow.gateway.settings;

import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.source.yaml.YamlConfigSource;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * The configuration in force and where each value comes from: the command line over the environment
 * over the file over the defaults.
 *
 * @param settings the checked values
 * @param lines one line a key for people, such as {@code port = 8000 (default)}
 */
public record EffectiveSettings(Settings settings, List<String> lines) {
  private static final int COMMAND_LINE = 400;
  private static final int ENVIRONMENT = 300;
  private static final int FILE = 200;
  private static final int DEFAULT = 100;

  /**
   * Reads and checks all sources.
   *
   * @param commandLine values by key
   * @param environment the process's environment; only names that begin with HEDGEROW_ matter
   * @param file a .yaml, .yml or .properties file, or null for none
   * @throws InvalidSettings naming every bad value and every unknown key at once
   */
  public static EffectiveSettings load(
      Map<String, String> commandLine, Map<String, String> environment, @Nullable Path file)
      throws InvalidSettings {
    List<String> problems = new ArrayList<>();
    List<ConfigSource> sources = new ArrayList<>();
    sources.add(new PropertiesConfigSource(commandLine, "command line", COMMAND_LINE));
    sources.add(
        new PropertiesConfigSource(
            ofEnvironment(environment, problems), "environment", ENVIRONMENT));
    if (file != null) {
      ConfigSource source = ofFile(file, problems);
      if (source != null) {
        sources.add(source);
      }
    }
    sources.add(new PropertiesConfigSource(defaults(), "defaults", DEFAULT));
    SmallRyeConfig config = new SmallRyeConfigBuilder().withSources(sources).build();

    ParsedSettings values = new ParsedSettings();
    List<String> lines = new ArrayList<>();
    for (Setting<?> setting : Settings.ALL) {
      ConfigValue value = config.getConfigValue(setting.key());
      String text = value.getValue() == null ? "" : value.getValue().strip();
      String origin = origin(setting, value.getConfigSourceOrdinal());
      values.put(setting, text, problems, origin);
      lines.add(setting.key() + " = " + text + " (" + origin + ")");
    }
    if (problems.isEmpty()) {
      requirePair(values, Settings.TLS_CERTIFICATE, Settings.TLS_KEY, problems);
      requirePair(values, Settings.UPSTREAM_TLS_CERTIFICATE, Settings.UPSTREAM_TLS_KEY, problems);
      requirePair(
          values, Settings.RATE_LIMIT_CALLER_HEADER, Settings.RATE_LIMIT_TRUSTED_PROXIES, problems);
    }
    if (problems.isEmpty()) {
      return new EffectiveSettings(Settings.of(values), List.copyOf(lines));
    }
    throw new InvalidSettings(problems);
  }

  /** Two keys of which one is of no use, or of no safe use, without the other. */
  private static <T, U> void requirePair(
      ParsedSettings values, Setting<T> first, Setting<U> second, List<String> problems) {
    if (isNone(values, first) != isNone(values, second)) {
      problems.add(
          "%s and %s: only one of them is given (expected: both or none)"
              .formatted(first.key(), second.key()));
    }
  }

  private static <T> boolean isNone(ParsedSettings values, Setting<T> setting) {
    return values.get(setting).equals(setting.parser().apply(setting.defaultText()));
  }

  private static Map<String, String> defaults() {
    Map<String, String> defaults = new HashMap<>();
    Settings.ALL.forEach(setting -> defaults.put(setting.key(), setting.defaultText()));
    return defaults;
  }

  private static Map<String, String> ofEnvironment(
      Map<String, String> environment, List<String> problems) {
    Map<String, String> keyOfName = new HashMap<>();
    Settings.ALL.forEach(setting -> keyOfName.put(setting.environmentName(), setting.key()));
    Map<String, String> values = new HashMap<>();
    for (String name : new TreeSet<>(environment.keySet())) {
      String key = keyOfName.get(name);
      if (key != null) {
        values.put(key, environment.get(name));
      } else if (name.startsWith("HEDGEROW_")) {
        problems.add(name + ": unknown variable (expected: one of docs/CONFIGURATION.md)");
      }
    }
    return values;
  }

  private static @Nullable ConfigSource ofFile(Path file, List<String> problems) {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      problems.add("--config: " + file + " (expected: a file that can be read)");
      return null;
    }
    Map<String, String> found;
    try {
      String text = Files.readString(file);
      String name = String.valueOf(file.getFileName());
      if (name.endsWith(".yaml") || name.endsWith(".yml")) {
        requireMapping(text);
        found = new YamlConfigSource(name, text, FILE).getProperties();
      } else if (name.endsWith(".properties")) {
        found = new PropertiesConfigSource(file.toUri().toURL(), FILE).getProperties();
      } else {
        problems.add("--config: " + file + " (expected: a .yaml, .yml or .properties file)");
        return null;
      }
    } catch (CharacterCodingException e) {
      problems.add("--config: " + file + " (expected: a file in UTF-8)");
      return null;
    } catch (IOException | RuntimeException e) {
      problems.add("--config: " + file + " cannot be parsed: " + reason(e));
      return null;
    }
    return new PropertiesConfigSource(knownKeys(found, file, problems), "file", FILE);
  }

  /** What the source of YAML would take for an empty file, or of which it would take the half. */
  private static void requireMapping(String text) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    Object document = new Yaml(new SafeConstructor(options)).load(text);
    if (document != null && !(document instanceof Map)) {
      throw new IllegalArgumentException("no keys in it (expected: lines such as port: 8000)");
    }
  }

  /** One line, also for the parser of YAML, whose messages draw pictures. */
  private static String reason(Exception e) {
    if (!(e instanceof MarkedYAMLException yaml)) {
      return String.valueOf(e.getMessage());
    }
    Mark mark = yaml.getProblemMark();
    return "line " + (mark.getLine() + 1) + ": " + yaml.getProblem();
  }

  private static Map<String, String> knownKeys(
      Map<String, String> found, Path file, List<String> problems) {
    Map<String, String> known = new HashMap<>();
    for (Map.Entry<String, String> entry : new TreeMap<>(found).entrySet()) {
      // YAML's "upstream.url: ..." arrives with quotes, so that it differs from the nested form.
      String key = entry.getKey().replace("\"", "");
      if (Settings.ALL.stream().noneMatch(setting -> setting.key().equals(key))) {
        problems.add(key + ": unknown key (expected: one of docs/CONFIGURATION.md) from " + file);
      } else if (known.put(key, entry.getValue()) != null) {
        problems.add(key + ": given twice (expected: once) from " + file);
      }
    }
    return known;
  }

  private static String origin(Setting<?> setting, int sourceOrdinal) {
    return switch (sourceOrdinal) {
      case COMMAND_LINE -> "command line";
      case ENVIRONMENT -> "environment, " + setting.environmentName();
      case FILE -> "file";
      default -> "default";
    };
  }
}
