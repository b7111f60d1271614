package io.hedgerow.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CheckCommandTest {
  private static final long HEAP_MIB = Runtime.getRuntime().maxMemory() / (1024 * 1024);

  @TempDir private Path folder = Path.of("");

  @Test
  void validFile_isSummedUp() {
    CommandLineRun run =
        CommandLineRun.of(
            "check",
            "--routes=../docs/examples/routes/catalogue.yaml",
            "--request.in-flight-max=50",
            "--upstream.url=http://up/work?key=s3cret");

    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .isEqualTo(
            """
            ok
            Upstreams
              default    http://up/work?key=***
              catalogue  http://catalogue:8080/
            Routes
              product  /products/{id}, asks catalogue, at most 2 attempts, bodies up to 1MiB
              reviews  /products/{id}/reviews, asks catalogue, at most 2 attempts, bodies up to 1MiB
              prices   /products/{id}/prices, asks catalogue, at most 2 attempts, bodies up to 16KiB
            Memory of bodies: at most 100 MiB (50 requests in flight, 2MiB each); the heap has \
            %d MiB
            """
                .formatted(HEAP_MIB));
    assertThat(run.status()).isZero();
  }

  @Test
  void replicas_areListed() {
    assertThat(CommandLineRun.of("check", "--routes=../docs/examples/routes/replicas.yaml").out())
        .contains(
            """
              default    simulated, embedded
              catalogue  http://cat-a:8080/, http://cat-b:8080/, http://cat-c:8080/
              search     each address of http://search:8080/
            Routes
              product  /products/{id}, asks catalogue, at most 2 attempts, bodies up to 1MiB
              search   /search, asks search, at most 1 attempt, bodies up to 1MiB
            """);
  }

  @Test
  void noFile_isTheBuiltInRoutes() {
    CommandLineRun run = CommandLineRun.of("check", "--request.in-flight-max=7");

    assertThat(run.out())
        .startsWith("ok\nUpstreams\n  default  simulated, embedded\nRoutes\n  all ")
        .contains(
            "\n  smart           /api/smart and /api/smart/, asks default, at most 3 attempts,")
        .contains("at most 2 MiB (7 requests in flight, 192KiB each)");
    assertThat(run.status()).isZero();
  }

  @Test
  void inFlightMax_followsTheBodiesOfTheRoutes() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("routes.yaml"),
            "routes: {a: {path: /a, plan: {attempts: 3}, success: {body-max: 16MiB}}}");

    long expected = HEAP_MIB * 7 / 8 / 48;
    assertThat(CommandLineRun.of("check", "--routes=" + file).out())
        .containsPattern(
            "\\((%d|%d) requests in flight, 48MiB each".formatted(expected - 1, expected))
        .doesNotContain("Warning");
  }

  @Test
  void bodiesThatMayFillTheHeap_areAWarning() {
    CommandLineRun run = CommandLineRun.of("check", "--request.in-flight-max=1000000");

    assertThat(run.out())
        .contains("\nWarning: bodies may fill the heap")
        .contains("attempts or body-max of route all,");
    assertThat(run.status()).isZero();
  }

  @Test
  void everyFaultOfTheFile_isPrintedAndTheStatusIs2() throws Exception {
    Path file =
        Files.writeString(folder.resolve("routes.yaml"), "routes:\n  a: {}\n  b: {path: b}\n");

    CommandLineRun run = CommandLineRun.of("check", "--routes=" + file);

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .isEqualTo(
            """
            routes: 2 problems
              %1$s:2:6: path: missing (expected: a path that begins with /, or a list of such)
              %1$s:3:13: path: b (expected: a path that begins with /)
            """
                .formatted(file));
  }

  @Test
  void missingFile_isReportedAndTheStatusIs2() {
    Path file = folder.resolve("missing.yaml");

    CommandLineRun run = CommandLineRun.of("check", "--routes=" + file);

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err())
        .isEqualTo("routes: 1 problem\n  " + file + " (expected: a readable file)\n");
  }

  @Test
  void everyProblemOfTheConfiguration_isPrintedAndTheStatusIs2() {
    CommandLineRun run = CommandLineRun.of("check", "--port=x", "--prot=1");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("2 problems").contains("port: x").contains("--prot: ");
  }

  @Test
  void help_isPrinted() {
    CommandLineRun run = CommandLineRun.of("check", "--help");

    assertThat(run.status()).isZero();
    assertThat(run.out()).startsWith("Usage: hedgerow check").contains("starts nothing");
  }
}
