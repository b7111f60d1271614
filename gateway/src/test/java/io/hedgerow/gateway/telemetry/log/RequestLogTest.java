package io.hedgerow.gateway.telemetry.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.hedgerow.gateway.telemetry.EndedRequest;
import io.hedgerow.gateway.telemetry.RequestVerdict;
import io.hedgerow.gateway.telemetry.StartedRequest;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Which requests are logged, and that an outage makes few lines. */
class RequestLogTest {
  private static final long MS = 1_000_000;

  private final Logger requests = (Logger) LoggerFactory.getLogger("hedgerow.request");
  private final Logger upstream = (Logger) LoggerFactory.getLogger("hedgerow.upstream");
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final AtomicLong nowNanos = new AtomicLong(Long.MAX_VALUE - 5_000 * MS);

  @BeforeEach
  void listen() {
    lines.start();
    requests.addAppender(lines);
    upstream.addAppender(lines);
    requests.setAdditive(false);
    upstream.setAdditive(false);
  }

  @AfterEach
  void leave() {
    requests.detachAppender(lines);
    upstream.detachAppender(lines);
    requests.setAdditive(true);
    upstream.setAdditive(true);
  }

  @Test
  void failure_isALineWithAllThereIsToKnow() {
    RequestLog log = new RequestLog(0, 10, nowNanos::get);

    end(log, new EndedRequest(RequestVerdict.DEADLINE, 503, 0, 1000 * MS, 996_340_000, "abc"));

    assertThat(lines.list).hasSize(1);
    assertThat(keyValues(lines.list.getFirst()))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "endpoint", "smart",
                "verdict", "deadline",
                "status", "503",
                "duration_ms", "996.3",
                "timeout_ms", "1000",
                "attempts", "",
                "trace.id", "abc"));
  }

  @Test
  void failures_tenThousandInASecond_areAsManyLinesAsConfigured() {
    RequestLog log = new RequestLog(1, 3, nowNanos::get);

    for (int i = 0; i < 10_000; i++) {
      end(log, failed());
    }
    assertThat(lines.list).hasSize(3);
    nowNanos.addAndGet(1000 * MS);
    end(log, failed());

    assertThat(lines.list).hasSize(4);
    assertThat(keyValues(lines.list.getLast())).containsEntry("not_logged", "9997");
  }

  @Test
  void successes_areSampledEvenly() {
    RequestLog log = new RequestLog(0.25, 10, nowNanos::get);

    for (int i = 0; i < 1000; i++) {
      end(log, succeeded());
    }

    assertThat(lines.list).hasSize(250);
  }

  @Test
  void successes_withNoneWanted_areNotLogged() {
    RequestLog log = new RequestLog(0, 10, nowNanos::get);

    end(log, succeeded());

    assertThat(lines.list).isEmpty();
  }

  @Test
  void upstream_isDownForLongAndComesBack_isTwoLines() {
    RequestLog log = new RequestLog(0, 0, nowNanos::get);

    for (int second = 0; second < 100; second++) {
      for (int i = 0; i < 100; i++) {
        end(log, second < 60 ? failed() : succeeded());
      }
      nowNanos.addAndGet(1000 * MS);
    }

    assertThat(lines.list)
        .extracting(ILoggingEvent::getLevel)
        .containsExactly(Level.WARN, Level.INFO);
    assertThat(lines.list.getFirst().getFormattedMessage())
        .startsWith("the upstream does not answer well: ");
  }

  @Test
  void requests_thatWereRefused_tellNothingOfTheUpstream() {
    RequestLog log = new RequestLog(0, 0, nowNanos::get);

    for (int i = 0; i < 100; i++) {
      end(log, new EndedRequest(RequestVerdict.OVERLOADED, 503, 0, 1000 * MS, MS, null));
      nowNanos.addAndGet(1000 * MS);
    }

    assertThat(lines.list).isEmpty();
  }

  @Test
  void upstream_failsAFewTimesOnly_isNoWarning() {
    RequestLog log = new RequestLog(0, 0, nowNanos::get);

    for (int i = 0; i < 9; i++) {
      end(log, failed());
      nowNanos.addAndGet(TimeUnit.SECONDS.toNanos(20));
    }

    assertThat(lines.list).isEmpty();
  }

  private static EndedRequest failed() {
    return new EndedRequest(RequestVerdict.UPSTREAM_FAILED, 503, 0, 1000 * MS, MS, null);
  }

  private static EndedRequest succeeded() {
    return new EndedRequest(RequestVerdict.SUCCEEDED, 200, 1, 1000 * MS, MS, null);
  }

  private static void end(RequestLog log, EndedRequest request) {
    StartedRequest started =
        new StartedRequest(
            "smart", "GET", "http", "/api/smart", MultiMap.caseInsensitiveMultiMap(), 0);
    log.onRequestStarted(started).onRequestEnded(request);
  }

  private static Map<String, String> keyValues(ILoggingEvent line) {
    Map<String, String> values = new TreeMap<>();
    List<org.slf4j.event.KeyValuePair> pairs = line.getKeyValuePairs();
    pairs.forEach(pair -> values.put(pair.key, String.valueOf(pair.value)));
    return values;
  }
}
