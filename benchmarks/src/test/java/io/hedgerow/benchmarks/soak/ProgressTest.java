package io.hedgerow.benchmarks.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.benchmarks.soak.Progress.Display;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class ProgressTest {
  private final StringWriter out = new StringWriter();
  private long nowNanos = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(40);

  @Test
  void file_everyThirtySeconds_getsALine() {
    Progress progress = progress(Display.FILE, 10_000_000);

    at(progress, 29, 50_000);
    at(progress, 1, 60_000);
    at(progress, 29, 70_000);
    at(progress, 3601, 7_320_000);

    assertThat(out.toString().lines())
        .containsExactly(
            "60,000 of 10,000,000 (0 %), 2,000/s, 0:00:30 elapsed, 1:22:50 left",
            "7,320,000 of 10,000,000 (73 %), 2,000/s, 1:01:00 elapsed, 0:22:20 left");
  }

  @Test
  void file_lastRequestDone_getsALineAtOnce() {
    Progress progress = progress(Display.FILE, 100);

    at(progress, 2, 100);

    assertThat(out.toString().lines())
        .containsExactly("100 of 100 (100 %), 50/s, 0:00:02 elapsed, 0:00:00 left");
  }

  @Test
  void terminal_everySecond_overwritesItsLine() {
    Progress progress = progress(Display.TERMINAL, 2000);

    at(progress, 1, 1000);
    at(progress, 0, 1001);
    at(progress, 1, 1500);

    assertThat(out.toString())
        .isEqualTo(
            "\r%-78s\r%-78s",
            "1,000 of 2,000 (50 %), 1,000/s, 0:00:01 elapsed, 0:00:01 left",
            "1,500 of 2,000 (75 %), 750/s, 0:00:02 elapsed, 0:00:01 left");
  }

  private Progress progress(Display display, long requests) {
    return new Progress(new PrintWriter(out), display, requests, () -> nowNanos);
  }

  private void at(Progress progress, long secondsLater, long done) {
    nowNanos += TimeUnit.SECONDS.toNanos(secondsLater);
    progress.accept(done);
  }
}
