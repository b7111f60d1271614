package io.hedgerow.gateway.telemetry.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/TRACING.md names exactly the attributes that spans have. */
final class TracingPageTest {
  private static final Pattern NAME = Pattern.compile("`([a-z_.]+)`");

  @Test
  void page_tables_nameTheAttributesThatThereAre() throws Exception {
    Set<String> declared = new TreeSet<>();
    for (Field field : SpanKeys.class.getDeclaredFields()) {
      if (field.get(null) instanceof AttributeKey<?> key) {
        declared.add(key.getKey());
      }
    }
    assertThat(named()).isEqualTo(declared);
  }

  /** The names in the first column of the tables. */
  private static Set<String> named() throws IOException {
    return Files.readAllLines(Path.of("../docs/TRACING.md")).stream()
        .filter(line -> line.startsWith("| `"))
        .flatMap(line -> NAME.matcher(line.split("\\|", -1)[1]).results())
        .map(MatchResult::group)
        .map(name -> name.replace("`", ""))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
