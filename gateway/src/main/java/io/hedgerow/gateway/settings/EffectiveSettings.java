package io.hedgerow.gateway.settings;

import io.hedgerow.gateway.settings.EffectiveValue.Source;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.source.yaml.YamlConfigSource;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * The effective configuration and the source of each value. The command line overrides the
 * environment, the environment overrides the file, and the file overrides the defaults.
 *
 * @param settings the checked values
 * @param values every key with its value, in the order of the documentation
 */
public record EffectiveSettings(Settings settings, List<EffectiveValue> values) {
  private static final String KNOWN = "expected: one of docs/CONFIGURATION.md";

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
    return load(commandLine, environment, file, List.of());
  }

  /**
   * Like {@link #load(Map, Map, Path)}, with problems found earlier.
   *
   * @param found problems such as unknown options on the command line
   */
  public static EffectiveSettings load(
      Map<String, String> commandLine,
      Map<String, String> environment,
      @Nullable Path file,
      List<String> found)
      throws InvalidSettings {
    List<String> problems = new ArrayList<>(found);
    Map<Source, Map<String, String>> given = new EnumMap<>(Source.class);
    given.put(Source.COMMAND_LINE, commandLine);
    given.put(Source.ENVIRONMENT, ofEnvironment(environment, problems));
    given.put(Source.FILE, file == null ? Map.of() : ofFile(file, problems));

    Values values = new Values(Setting::key, (_, problem) -> problems.add(problem));
    List<EffectiveValue> effective =
        Settings.ALL.stream().map(setting -> parse(setting, given, values)).toList();
    Settings.SECTIONS.forEach(values::read);
    if (!problems.isEmpty()) {
      throw new InvalidSettings(problems);
    }
    return new EffectiveSettings(Settings.from(values), effective);
  }

  /** The value of a key as text, without secrets. */
  String text(Setting<?> setting) {
    return values.stream()
        .filter(value -> value.setting().equals(setting))
        .findFirst()
        .orElseThrow()
        .text();
  }

  /** The values that differ from their default. */
  public List<EffectiveValue> changes() {
    return values.stream().filter(value -> !value.isDefault()).toList();
  }

  /** Parses the value of a key from the first source that has one. */
  private static EffectiveValue parse(
      Setting<?> setting, Map<Source, Map<String, String>> given, Values values) {
    Source source =
        given.keySet().stream()
            .filter(each -> given.getOrDefault(each, Map.of()).containsKey(setting.key()))
            .findFirst()
            .orElse(Source.DEFAULT);
    String text =
        given
            .getOrDefault(source, Map.of())
            .getOrDefault(setting.key(), setting.defaultText())
            .strip();
    EffectiveValue value = EffectiveValue.of(setting, text, source);
    values.parse(setting, text, setting.expected(), " from the " + value.origin());
    return value;
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
        problems.add(
            "%s: unknown variable (%s)"
                .formatted(name, Suggestion.of(name, keyOfName.keySet(), KNOWN)));
      }
    }
    return values;
  }

  private static Map<String, String> ofFile(Path file, List<String> problems) {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      problems.add("--config: " + file + " (expected: a readable file)");
      return Map.of();
    }
    Map<String, String> found;
    try {
      String text = Files.readString(file);
      String name = String.valueOf(file.getFileName());
      if (name.endsWith(".yaml") || name.endsWith(".yml")) {
        requireMapping(text);
        found = new YamlConfigSource(name, text).getProperties();
      } else if (name.endsWith(".properties")) {
        found = new PropertiesConfigSource(file.toUri().toURL()).getProperties();
      } else {
        problems.add("--config: " + file + " (expected: a .yaml, .yml or .properties file)");
        return Map.of();
      }
    } catch (CharacterCodingException e) {
      problems.add("--config: " + file + " (expected: a file in UTF-8)");
      return Map.of();
    } catch (IOException | RuntimeException e) {
      problems.add("--config: " + file + " cannot be parsed: " + reason(e));
      return Map.of();
    }
    return knownKeys(found, file, problems);
  }

  /** Rejects YAML that the library would read as empty or only in part. */
  private static void requireMapping(String text) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    Object document = new Yaml(new SafeConstructor(options)).load(text);
    if (document != null && !(document instanceof Map)) {
      throw new IllegalArgumentException("no keys in it (expected: lines such as port: 8000)");
    }
  }

  /** The reason on one line. The YAML parser's message includes an excerpt of several lines. */
  private static String reason(Exception e) {
    if (!(e instanceof MarkedYAMLException yaml)) {
      return String.valueOf(e.getMessage());
    }
    Mark mark = yaml.getProblemMark();
    return "line " + (mark.getLine() + 1) + ": " + yaml.getProblem();
  }

  private static Map<String, String> knownKeys(
      Map<String, String> found, Path file, List<String> problems) {
    List<String> keys = Settings.ALL.stream().map(Setting::key).toList();
    Map<String, String> known = new HashMap<>();
    for (Map.Entry<String, String> entry : new TreeMap<>(found).entrySet()) {
      // The YAML library quotes dotted keys to distinguish them from nested ones.
      String key = entry.getKey().replace("\"", "");
      if (!keys.contains(key)) {
        problems.add(
            "%s: unknown key (%s) from %s".formatted(key, Suggestion.of(key, keys, KNOWN), file));
      } else if (known.put(key, entry.getValue()) != null) {
        problems.add(key + ": given twice (expected: once) from " + file);
      }
    }
    return known;
  }
}
