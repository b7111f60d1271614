package io.hedgerow.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** If the program cannot start for any reason, it prints one line and ends with status 1. */
final class FailedStartTest {
  private static final String CERTIFICATE =
      """
      -----BEGIN CERTIFICATE-----
      MIIBfTCCASOgAwIBAgIUQ
      -----END CERTIFICATE-----
      """;

  @TempDir private Path folder;

  @Test
  void port_inUse_isNamedWithTheOptionThatChangesIt() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      ProgramRun run =
          ProgramRun.of(
              folder, "--host=127.0.0.1", "--port=" + taken.getLocalPort(), "--management.port=0");

      assertFailed(
          run,
          "port "
              + taken.getLocalPort()
              + " is in use: choose another with --port=PORT (0 takes any free port)");
    }
  }

  @Test
  void managementPort_inUse_isNamedWithTheOptionThatChangesIt() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      ProgramRun run =
          ProgramRun.of(
              folder, "--host=127.0.0.1", "--port=0", "--management.port=" + taken.getLocalPort());

      assertFailed(
          run,
          "port "
              + taken.getLocalPort()
              + " is in use: choose another with --management.port=PORT (0 takes any free port)");
    }
  }

  @Test
  void address_ofAnotherMachine_isNamed() throws Exception {
    ProgramRun run = ProgramRun.of(folder, "--host=192.0.2.1", "--port=0", "--management.port=0");

    assertFailed(
        run, "cannot listen on 192.0.2.1: choose an address of this machine with --host=ADDRESS");
  }

  @Test
  void host_unknown_isNamed() throws Exception {
    ProgramRun run =
        ProgramRun.of(folder, "--host=no-such-host.invalid", "--port=0", "--management.port=0");

    assertFailed(
        run,
        "cannot listen on no-such-host.invalid: unknown host (choose an address of this machine"
            + " with --host=ADDRESS)");
  }

  @Test
  void certificate_notPem_endsTheProgram() throws Exception {
    Path certificate = Files.writeString(folder.resolve("certificate.pem"), CERTIFICATE);

    ProgramRun run =
        ProgramRun.of(
            folder,
            "--host=127.0.0.1",
            "--port=0",
            "--management.port=0",
            "--tls.certificate=" + certificate,
            "--tls.key=" + certificate);

    assertThat(run.status()).as(run.err()).isIn(1, 2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).doesNotContain("\tat ");
  }

  @Test
  void error_insideTheGateway_isOneLine() throws Exception {
    ProgramRun run =
        ProgramRun.withClassPath(
            classPathWithout("opentelemetry"),
            folder,
            "--host=127.0.0.1",
            "--port=0",
            "--management.port=0",
            "--tracing.exporter=otlp");

    assertFailed(run, "cannot start: java.lang.NoClassDefFoundError: ");
  }

  @Test
  void error_beforeTheGateway_isOneLine() throws Exception {
    ProgramRun run = ProgramRun.withClassPath(classPathWithout("simulator"), folder);

    assertFailed(run, "internal error: java.lang.NoClassDefFoundError: ");
  }

  private static String classPathWithout(String name) {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !entry.contains(name))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static void assertFailed(ProgramRun run, String message) {
    assertThat(run.status()).as(run.err()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("hedgerow: " + message).endsWith("\n");
    assertThat(run.err().lines()).hasSize(1);
  }
}
