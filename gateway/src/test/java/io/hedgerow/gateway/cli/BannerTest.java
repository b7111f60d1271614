package io.hedgerow.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.settings.TracingSettings;
import io.hedgerow.gateway.settings.TracingSettings.Exporter;
import io.hedgerow.gateway.settings.UpstreamUrl;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the start prints. */
final class BannerTest {

  @ParameterizedTest
  @CsvSource({
    "ZIPKIN, 0.1,         'zipkin http://c/t?key=***, 10 % of requests'",
    "OTLP,   1,           'otlp http://c/t?key=***, 100 % of requests'",
    "OTLP,   0,           'otlp http://c/t?key=***, 0 % of requests'",
    "OTLP,   0.000000001, 'otlp http://c/t?key=***, 0.0000001 % of requests'",
  })
  void traces_nameTheCollectorAndTheRatio(Exporter exporter, double ratio, String line) {
    assertThat(
            Banner.traces(
                new TracingSettings(
                    exporter, UpstreamUrl.parse("http://c/t?key=s3cret"), ratio, "name")))
        .isEqualTo(line);
  }
}
