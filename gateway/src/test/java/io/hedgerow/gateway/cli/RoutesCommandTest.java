package io.hedgerow.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RoutesCommandTest {
  private static final Path BUILT_IN = Path.of("src/test/resources/golden/routes/built-in.yaml");

  @TempDir private Path folder = Path.of("");

  @Test
  void withoutAFile_theBuiltInRoutesArePrinted() throws Exception {
    CommandLineRun run = CommandLineRun.of("routes");

    assertThat(run.err()).isEmpty();
    assertThat(run.out()).isEqualTo(Files.readString(BUILT_IN));
    assertThat(run.status()).isZero();
  }

  @Test
  void keysOfThePrintedRoutes_areThoseInForce() {
    assertThat(CommandLineRun.of("routes", "--smart.hedge-delay=7ms").out())
        .contains("hedge-delay: 7ms");
  }

  @Test
  void whatIsPrinted_isAFileThatPrintsTheSame() throws Exception {
    CommandLineRun first =
        CommandLineRun.of("routes", "--routes=../docs/examples/routes/catalogue.yaml");
    Path file = Files.writeString(folder.resolve("routes.yaml"), first.out());

    assertThat(first.out()).contains("  product:\n");
    assertThat(CommandLineRun.of("routes", "--routes", file.toString()).out())
        .isEqualTo(first.out());
  }

  @Test
  void problems_arePrintedAndTheStatusIs2() throws Exception {
    Path file = Files.writeString(folder.resolve("routes.yaml"), "routes: {a: {pth: /a}}");

    CommandLineRun run = CommandLineRun.of("routes", "--routes=" + file);

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .startsWith("routes: 2 problems\n  " + file + ":1:13: path: missing ")
        .endsWith(file + ":1:14: pth: unknown word (did you mean path?)\n");
  }

  @Test
  void help_isPrinted() {
    CommandLineRun run = CommandLineRun.of("routes", "--help");

    assertThat(run.status()).isZero();
    assertThat(run.out()).startsWith("Usage: hedgerow routes").contains("starts nothing");
  }
}
