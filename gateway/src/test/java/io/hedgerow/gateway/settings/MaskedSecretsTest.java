package io.hedgerow.gateway.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets in values are never printed, whether the value is accepted or refused. */
final class MaskedSecretsTest {
  private static final String EXPORTER = "tracing.exporter";

  @TempDir private Path folder = Path.of("");

  @ParameterizedTest
  @ValueSource(strings = {"upstream.url", "tracing.endpoint"})
  void acceptedUrl_isPrintedWithoutTheValuesOfItsQuery(String key) throws InvalidSettings {
    EffectiveSettings effective =
        EffectiveSettings.load(
            Map.of(key, "https://host/api/work?key=s3cret&a=s3cret&s3cret", EXPORTER, "otlp"),
            Map.of(),
            null);

    assertThat(effective.values().toString()).doesNotContain("s3cret");
    assertThat(effective.changes())
        .extracting(EffectiveValue::toString)
        .contains(key + " = https://host/api/work?key=***&a=***&*** (command line)");
    assertThat(effective.toString()).doesNotContain("s3cret");
  }

  @ParameterizedTest
  @CsvSource({
    "http://user:s3cret@host/,            http://***@host/",
    "http://s3cret@host/,                 http://***@host/",
    "http://user:s3/cret@host/,           http://***@host/",
    "http://user:s3?cret@host/,           http://***@host/",
    "http://user:s3#cret@host/,           http://***@host/",
    "http://user:a@s3cret@host/,          http://***@host/",
    "user:s3cret@host,                    ***@host",
    "ftp://host/?key=s3cret,              ftp://host/?key=***",
    "host?s3cret,                         host?***",
    "http://host/?key=s3cret#s3cret,      http://host/?key=***#***",
    "http://host/#s3cret,                 http://host/#***",
    "http://user:s3cret@host/?k=s3cret&l, http://***@host/?k=***&***",
  })
  void refusedUrl_isReportedWithoutItsSecrets(String url, String masked) {
    for (String key : new String[] {"upstream.url", "tracing.endpoint"}) {
      Path file = ConfigurationFile.write(folder, "a.yaml", key + ": '" + url + "'");

      assertThat(catchThrowableOfType(InvalidSettings.class, () -> ConfigurationFile.load(file)))
          .hasMessageContaining(key + ": " + masked + " (expected: ");
    }
  }
}
