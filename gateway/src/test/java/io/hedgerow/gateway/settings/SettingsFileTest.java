package io.hedgerow.gateway.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The file of {@code --config}: its three formats and all errors in it. */
final class SettingsFileTest {
  @TempDir private Path folder = Path.of("");

  @ParameterizedTest
  @ValueSource(strings = {"a.yaml", "a.yml"})
  void yaml_nestedKeys_areTheDottedOnes(String name) throws InvalidSettings {
    Settings settings =
        load(
            name,
            """
            # the shop's gateway
            host: 10.0.0.1
            port: 80
            event-loops: 3
            management:
              port: 81
            upstream:
              url: https://host/api/work   # slow
              connections-max: 7
              idle-timeout: "5m"
              send-deadline: false
            """);
    assertThat(settings.server().host()).isEqualTo("10.0.0.1");
    assertThat(settings.server().port()).isEqualTo(80);
    assertThat(settings.server().eventLoops()).isEqualTo(3);
    assertThat(settings.management())
        .isEqualTo(new ManagementSettings("127.0.0.1", 81, Set.of(), 64, null));
    assertThat(settings.upstream().url()).hasToString("https://host/api/work");
    assertThat(settings.upstream().connections().max()).isEqualTo(7);
    assertThat(settings.upstream().connections().idleTimeout()).isEqualTo(new TimeSpan(300_000));
    assertThat(settings.upstream().isDeadlineSent()).isFalse();
  }

  @Test
  void yaml_dottedKeys_areTakenToo() throws InvalidSettings {
    Settings settings = load("a.yaml", "upstream.url: http://host/\nmanagement.port: 81\n");
    assertThat(settings.upstream().url()).hasToString("http://host/");
    assertThat(settings.management().port()).isEqualTo(81);
  }

  @Test
  void yaml_sameKeyNestedAndDotted_isRefused() {
    assertProblem(
        "a.yaml",
        "management.port: 1\nmanagement:\n  port: 2\n",
        "management.port: given twice (expected: once) from %s");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "\n", "# nothing\n", "---\n", "{}", "upstream:\n  # url: x\n", "upstream: {}"})
  void yaml_withoutAValue_isTheDefaults(String text) throws InvalidSettings {
    assertThat(load("a.yaml", text))
        .isEqualTo(EffectiveSettings.load(java.util.Map.of(), java.util.Map.of(), null).settings());
  }

  @Test
  void yaml_keyWithoutValue_isAsIfItWereAbsent() throws InvalidSettings {
    assertThat(load("a.yaml", "port:\n").server().port()).isEqualTo(8000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"port=8000", "just text", "- port: 1\n- host: a\n", "8000"})
  void yaml_thatHasNoKeys_isRefused(String text) {
    assertProblem(
        "a.yaml",
        text,
        "--config: %s cannot be parsed: no keys in it (expected: lines such as port: 8000)");
  }

  @Test
  void yaml_unparsable_isRefusedWithItsPosition() {
    assertProblem(
        "a.yaml",
        "port: {1\n",
        "--config: %s cannot be parsed: line 2: expected ',' or '}', but got <stream end>");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "port: 1\nport: 2\n",
        "port: 1\n---\nhost: a\n",
        "port: !!java.net.URL [http://host/]\n",
        "a:\n\t- b\n",
        "port: *unknown\n"
      })
  void yaml_ambiguousOrDangerous_isRefused(String text) {
    assertThatThrownBy(() -> load("a.yaml", text))
        .isInstanceOf(InvalidSettings.class)
        .hasMessageStartingWith("configuration: 1 problem\n  --config: " + folder)
        .hasMessageContaining("a.yaml cannot be parsed: ");
  }

  @Test
  void yaml_list_isRefused() {
    assertThatThrownBy(() -> load("a.yaml", "port: [1, 2]\n"))
        .hasMessageContaining("port[0]: unknown key")
        .hasMessageContaining("port: 1,2 (expected: an integer from 0 to 65535) from the file");
  }

  @Test
  void yaml_emptyText_isRefused() {
    assertProblem(
        "a.yaml", "host: ''\n", "host: '' (expected: a host name or address) from the file");
  }

  @Test
  void properties_dottedKeys_areTaken() throws InvalidSettings {
    Settings settings =
        load(
            "a.properties",
            """
            # comment
            host = ü\s
            management.port: 81
            upstream.url=http\\://host/\\u0041,$b
            """);
    assertThat(settings.server().host()).isEqualTo("ü");
    assertThat(settings.management().port()).isEqualTo(81);
    assertThat(settings.upstream().url()).hasToString("http://host/A,$b");
  }

  @Test
  void properties_emptyValue_isRefused() {
    assertProblem(
        "a.properties", "port=\n", "port: '' (expected: an integer from 0 to 65535) from the file");
  }

  @Test
  void properties_badEscape_isRefused() {
    assertThatThrownBy(() -> load("a.properties", "port=\\uZZ\n"))
        .hasMessageContaining("a.properties cannot be parsed: ")
        .hasMessageContaining("Malformed");
  }

  @ParameterizedTest
  @CsvSource({
    "a.yaml, 'upstream: {verify: x}', upstream.verify",
    "a.yaml, 'upstream: {tls: {verify: false}}', upstream.tls.verify",
    "a.yaml, config_ordinal: 900, config_ordinal",
    "a.yaml, '\"%dev\": {port: 1}', %dev.port",
    "a.properties, config_ordinal=900, config_ordinal",
    "a.properties, %dev.port=1, %dev.port",
    "a.properties, smallrye.config.locations=/etc/passwd, smallrye.config.locations",
  })
  void file_unknownKey_isRefused(String name, String text, String key) {
    assertProblem(
        name, text, key + ": unknown key (expected: one of docs/CONFIGURATION.md) from %s");
  }

  @ParameterizedTest
  @CsvSource({
    "a.yaml, prot: 1, prot, port",
    "a.yaml, Port: 1, Port, port",
    "a.yaml, 'upstream: {ulr: x}', upstream.ulr, upstream.url",
    "a.yaml, 'request: {timeout: 1s}', request.timeout, request.timeout-max",
    "a.properties, port_=1, port_, port",
  })
  void file_misspeltKey_isRefusedWithTheOneThatWasMeant(
      String name, String text, String key, String meant) {
    assertProblem(name, text, key + ": unknown key (did you mean " + meant + "?) from %s");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.yaml", "a.properties"})
  void file_notUtf8_isRefused(String name) {
    Path file =
        ConfigurationFile.write(folder, name, "host: \u00fc".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> ConfigurationFile.load(file))
        .hasMessage(
            "configuration: 1 problem\n  --config: " + file + " (expected: a file in UTF-8)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.txt", "a", "a.json", "a.YAML", "yaml"})
  void file_withAnotherExtension_isRefused(String name) {
    assertProblem(name, "port: 1", "--config: %s (expected: a .yaml, .yml or .properties file)");
  }

  @Test
  void file_missing_isRefused() {
    Path file = folder.resolve("missing.yaml");
    assertThatThrownBy(() -> ConfigurationFile.load(file))
        .hasMessage(
            "configuration: 1 problem\n  --config: " + file + " (expected: a readable file)");
  }

  @Test
  void file_thatIsAFolder_isRefused() throws Exception {
    Path file = Files.createDirectory(folder.resolve("folder.yaml"));
    assertThatThrownBy(() -> ConfigurationFile.load(file))
        .hasMessageContaining(file + " (expected: a readable file)");
  }

  private Settings load(String name, String text) throws InvalidSettings {
    return ConfigurationFile.load(ConfigurationFile.write(folder, name, text));
  }

  /**
   * Asserts that this is the only problem.
   *
   * @param problem the message; %s stands for the file name, if it contains it
   */
  private void assertProblem(String name, String text, String problem) {
    Path file = ConfigurationFile.write(folder, name, text);
    assertThatThrownBy(() -> ConfigurationFile.load(file))
        .isInstanceOf(InvalidSettings.class)
        .hasMessage("configuration: 1 problem\n  " + problem.replace("%s", file.toString()));
  }
}
