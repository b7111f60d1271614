package io.hedgerow.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JvmTest {
  @TempDir private Path folder;

  @Test
  void collections_areLogged_withTheirPauses() throws Exception {
    Path log = folder.resolve("collections.log");
    Jvm.logCollections(ProcessHandle.current().pid(), log);

    System.gc();

    Pauses pauses = Pauses.in(Files.readAllLines(log));
    assertThat(pauses.count()).isPositive();
    assertThat(pauses.longestMillis()).isPositive();
  }
}
