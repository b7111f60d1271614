package io.hedgerow.gateway.settings;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The keys and their defaults, which operators rely on, and the documentation page that lists them.
 */
final class SettingsDocumentationTest {
  private static final Path PAGE = Path.of("../docs/CONFIGURATION.md");

  @Test
  void page_table_isWhatTheCodeAccepts() {
    String head =
        """
        | key | meaning | expected | default |
        |---|---|---|---|
        """;
    String rows =
        Settings.ALL.stream().map(SettingsDocumentationTest::row).collect(joining("\n", "", "\n"));
    Golden.assertPartMatches(
        PAGE,
        "<!-- keys: written by SettingsDocumentationTest with -Dgolden.update=true -->",
        "<!-- end of keys -->",
        head + rows);
  }

  @Test
  void page_example_canBeLoadedAndIsNotTheDefaults() throws IOException, InvalidSettings {
    String page = Files.readString(PAGE);
    int from = page.indexOf("```yaml\n") + "```yaml\n".length();
    String example = page.substring(from, page.indexOf("```", from));
    Path folder = Files.createTempDirectory("hedgerow");
    Path file = ConfigurationFile.write(folder, "hedgerow.yaml", example);
    try {
      assertThat(ConfigurationFile.load(file).upstream().url()).isNotNull();
    } finally {
      Files.delete(file);
      Files.delete(folder);
    }
  }

  @Test
  void keysAndDefaults_areThoseOfTheLastRelease() {
    Golden.assertMatches(
        "settings/keys.txt",
        Settings.ALL.stream()
            .map(setting -> setting.key() + " = " + setting.defaultText())
            .collect(joining("\n", "", "\n")));
  }

  private static String row(Setting<?> setting) {
    return "| `%s` | %s | %s | `%s` |"
        .formatted(setting.key(), setting.purpose(), setting.expected(), setting.defaultText());
  }
}
