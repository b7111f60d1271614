package io.hedgerow.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.settings.TracingSettings;
import io.hedgerow.gateway.settings.TracingSettings.Exporter;
import io.hedgerow.gateway.settings.UpstreamUrl;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is served without picocli, and what is said then. */
final class ServingTest {

  @Test
  void plainOptions_ofKnownNames_areTakenAsTheyAre() {
    assertThat(Serving.plainOptions()).isEmpty();
    assertThat(Serving.plainOptions("--port=1", "--host=", "--config=a=b.yaml"))
        .isEqualTo(Map.of("port", "1", "host", "", "config", "a=b.yaml"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "serve",
        "serve --port=1",
        "--port 1",
        "--port",
        "--prot=1",
        "-port=1",
        "--=1",
        "--port=1 --port=1",
        "--port=1 --help",
        "--help=1",
        "@file=1"
      })
  void plainOptions_ofAnythingElse_areNone(String arguments) {
    assertThat(Serving.plainOptions(arguments.split(" "))).isNull();
  }

  @Test
  void run_withoutPicocli_saysTheSame() {
    String[] arguments = {"--config=no-such-file.yaml", "--port=65536", "--host="};
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();

    int status =
        Serving.run(
            "hedgerow",
            Map.of("config", "no-such-file.yaml", "port", "65536", "host", ""),
            new PrintWriter(out, true),
            new PrintWriter(err, true));

    assertThat(new CommandLineRun(status, out.toString(), err.toString()))
        .isEqualTo(CommandLineRun.of(arguments));
  }

  @ParameterizedTest
  @CsvSource({
    "ZIPKIN, 0.1,         'zipkin http://c/t?key=***, 10 % of requests'",
    "OTLP,   1,           'otlp http://c/t?key=***, 100 % of requests'",
    "OTLP,   0,           'otlp http://c/t?key=***, 0 % of requests'",
    "OTLP,   0.000000001, 'otlp http://c/t?key=***, 0.0000001 % of requests'",
  })
  void traces_tellWhereTheyGoAndHowMany(Exporter exporter, double ratio, String line) {
    assertThat(
            Serving.traces(
                new TracingSettings(
                    exporter, UpstreamUrl.parse("http://c/t?key=s3cret"), ratio, "name")))
        .isEqualTo(line);
  }
}
