package io.hedgerow.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ServeOptionsTest {
  @Test
  void parse_nothing_isNothing() {
    assertThat(parse("")).isEqualTo(new ServeOptions(Map.of(), null, List.of()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--port=1 --host= --config=a=b.yaml",
        "--config a=b.yaml --host= --port 1",
        "--port 1 --config=a=b.yaml --host="
      })
  void parse_valuesAfterAnEqualsSignOrASpace_areTakenLiterally(String arguments) {
    assertThat(parse(arguments))
        .isEqualTo(
            new ServeOptions(Map.of("port", "1", "host", ""), Path.of("a=b.yaml"), List.of()));
  }

  @Test
  void parse_valueThatBeginsWithOneDash_isAValue() {
    assertThat(parse("--port -1").values()).isEqualTo(Map.of("port", "-1"));
  }

  @Test
  void parse_mistakes_leaveTheOtherOptions() {
    ServeOptions options = parse("--prot=2 --port=1 --port=3 x --host");
    assertThat(options.values()).isEqualTo(Map.of("port", "1"));
    assertThat(options.problems()).hasSize(4);
  }

  private static ServeOptions parse(String arguments) {
    return ServeOptions.parse(arguments.isEmpty() ? List.of() : List.of(arguments.split(" ")));
  }
}
