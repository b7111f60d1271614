package io.hedgerow.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.testing.Http2Frame;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A lane whose connections carry several exchanges at once, as HTTP/2 does. */
final class LaneStreamsTest {
  private static final int STREAMS = 3;
  private static final long CONNECT_DELAY_NANOS = 250_000_000;

  private long nowNanos;
  private final FakeConnector connector = new FakeConnector(this::nowNanos, true, STREAMS);

  @Test
  void acquire_severalAtOnce_openOneConnectionForAsManyAsItCarries() {
    Lane lane = lane(10);
    List<RecordingWaiter> waiters = acquire(lane, STREAMS + 1);

    assertThat(connector.pending()).isEqualTo(2);
    connector.succeed();
    assertThat(waiters.stream().filter(RecordingWaiter::isWaiting)).hasSize(1);
    connector.succeed();
    assertThat(connections(waiters)).hasSize(2);
  }

  @Test
  void connecting_thatHangs_isJoinedByAnotherConnection() {
    Lane lane = lane(10);
    List<RecordingWaiter> waiters = acquire(lane, 2);
    assertThat(connector.pending()).isEqualTo(1);

    nowNanos += CONNECT_DELAY_NANOS;
    connector.runScheduled();

    assertThat(connector.pending()).isEqualTo(2);
    connector.succeedLatest();
    assertThat(waiters).noneMatch(RecordingWaiter::isWaiting);
    nowNanos += CONNECT_DELAY_NANOS;
    connector.runScheduled();
    assertThat(connector.pending()).as("only the one that hangs").isEqualTo(1);
  }

  @Test
  void connecting_stillHangingForALaterWaiter_isJoinedByAnotherConnection() {
    Lane lane = lane(10);
    lane.forget(acquire(lane, 1).getFirst());
    nowNanos += CONNECT_DELAY_NANOS;
    connector.runScheduled();
    assertThat(connector.pending()).as("nobody waits").isEqualTo(1);

    acquire(lane, 1);
    nowNanos += CONNECT_DELAY_NANOS;
    connector.runScheduled();

    assertThat(connector.pending()).isEqualTo(2);
  }

  @Test
  void connecting_withProgress_opensNoExtraConnection() {
    Lane lane = lane(10);
    acquire(lane, STREAMS + 1);
    nowNanos += CONNECT_DELAY_NANOS / 2;
    connector.succeed();
    nowNanos += CONNECT_DELAY_NANOS / 2;

    connector.runScheduled();

    assertThat(connector.pending()).isEqualTo(1);
  }

  @Test
  void connectionsThatAllowNoStream_areFewAndWaitedFor() {
    FakeConnector closed = new FakeConnector(this::nowNanos, true, 0);
    closed.onCapacity(100);
    Lane lane = new Lane(closed, 100, 100);
    List<RecordingWaiter> waiters = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      RecordingWaiter waiter = new RecordingWaiter();
      waiters.add(waiter);
      lane.acquire(waiter);
    }
    int opened = 0;
    while (closed.pending() > 0 && opened < 100) {
      closed.succeed();
      opened++;
      nowNanos += CONNECT_DELAY_NANOS;
      closed.runScheduled();
    }

    assertThat(opened).isEqualTo(2);
    assertThat(waiters).allMatch(RecordingWaiter::isWaiting);
  }

  @Test
  void connectionWithFewerStreams_isWhatTheNextIsExpectedToCarry() {
    FakeConnector few = new FakeConnector(this::nowNanos, true, 2);
    few.onCapacity(100);
    Lane lane = new Lane(few, 100, 100);
    for (int i = 0; i < 10; i++) {
      lane.acquire(new RecordingWaiter());
    }
    assertThat(few.pending()).isEqualTo(1);

    few.succeed();

    assertThat(few.pending()).isEqualTo(4);
  }

  @Test
  void suspect_thatAnswers_countsAsHeard() {
    Lane lane = lane(1);
    List<RecordingWaiter> waiters = acquire(lane, 1);
    connector.succeed();
    UpstreamConnection connection = waiters.getFirst().connection();
    lane.suspect(connection);
    nowNanos += 5;

    connector.pings().remove().complete();

    assertThat(connection.heardNanos()).isEqualTo(nowNanos);
  }

  @Test
  void closeIdle_settingsBeforeTheClose_doNotBringItBack() {
    Lane lane = lane(1);
    List<RecordingWaiter> waiters = acquire(lane, 1);
    FakeConnector.Connection connection = connector.succeed();
    lane.release(waiters.getFirst().connection());
    lane.closeIdle(nowNanos);

    connection.reportSettings();

    assertThat(lane.idle()).isZero();
    assertThat(acquire(lane, 1)).allMatch(RecordingWaiter::isWaiting);
  }

  @Test
  void acquire_connectionWithRoom_sharesIt() {
    Lane lane = lane(10);
    List<RecordingWaiter> waiters = new ArrayList<>(acquire(lane, 1));
    connector.succeed();
    waiters.addAll(acquire(lane, STREAMS - 1));

    assertThat(connections(waiters)).hasSize(1);
    assertThat(connector.pending()).isZero();
    acquire(lane, 1);
    assertThat(connector.pending()).isEqualTo(1);
  }

  @Test
  void release_oneStreamOfAFullConnection_servesWhoWaits() {
    Lane lane = lane(1);
    List<RecordingWaiter> waiters = acquire(lane, STREAMS + 1);
    connector.succeed();

    lane.release(waiters.getFirst().connection());

    assertThat(waiters).noneMatch(RecordingWaiter::isWaiting);
    assertThat(lane.exchanges()).isEqualTo(STREAMS);
  }

  @Test
  void connectFailure_failsThoseItWasFor() {
    Lane lane = lane(10);
    List<RecordingWaiter> waiters = acquire(lane, STREAMS + 1);

    connector.fail(new ConnectException("Connection refused"));

    assertThat(waiters.stream().filter(RecordingWaiter::hasFailed)).hasSize(1);
    connector.fail(new ConnectException("Connection refused"));
    assertThat(waiters).allMatch(RecordingWaiter::hasFailed);
    assertThat(connector.pending()).isZero();
  }

  @Test
  void goAway_newExchangesGoElsewhereAndOldOnesEndInPeace() {
    Lane lane = lane(1);
    List<RecordingWaiter> old = acquire(lane, 2);
    FakeConnector.Connection connection = connector.succeed();

    connection.reportGoAway(Http2Frame.NO_ERROR);
    List<RecordingWaiter> young = acquire(lane, 1);
    connector.succeed();

    assertThat(connections(young)).doesNotContainAnyElementsOf(connections(old));
    assertThat(connection.isClosing()).isFalse();
    lane.release(old.getFirst().connection());
    assertThat(connection.isClosing()).isFalse();
    lane.release(old.getLast().connection());
    assertThat(connection.isClosing()).isTrue();
  }

  @Test
  void goAway_enhanceYourCalm_noMoreResetsOnThatConnection() {
    Lane lane = lane(10);
    List<RecordingWaiter> waiters = acquire(lane, 1);
    FakeConnector.Connection http = connector.succeed();
    UpstreamConnection connection = waiters.getFirst().connection();
    assertThat(connection.mayReset(nowNanos)).isTrue();

    http.reportGoAway(Http2Frame.ENHANCE_YOUR_CALM);

    assertThat(connection.mayReset(nowNanos)).isFalse();
    assertThat(connector.enhanceYourCalms()).isEqualTo(1);
  }

  @Test
  void suspect_getsNoNewExchangesUntilItAnswers() {
    Lane lane = lane(10);
    List<RecordingWaiter> waiters = acquire(lane, 1);
    connector.succeed();
    UpstreamConnection connection = waiters.getFirst().connection();

    lane.suspect(connection);
    lane.suspect(connection);
    RecordingWaiter meanwhile = acquire(lane, 1).getFirst();
    assertThat(meanwhile.isWaiting()).isTrue();
    assertThat(connector.pings()).hasSize(1);

    connector.pings().remove().complete();
    assertThat(meanwhile.connection()).isSameAs(connection);
  }

  @Test
  void suspect_thatDoesNotAnswer_isClosed() {
    Lane lane = lane(10);
    List<RecordingWaiter> waiters = acquire(lane, 1);
    FakeConnector.Connection http = connector.succeed();

    lane.suspect(waiters.getFirst().connection());
    connector.pings().remove().fail("no answer");

    assertThat(http.isClosing()).isTrue();
  }

  @Test
  void retireOpened_atTheMomentAndBefore_retiresWhatIsThatOld() {
    Lane lane = lane(10);
    nowNanos = 100;
    List<RecordingWaiter> waiters = acquire(lane, 1);
    FakeConnector.Connection http = connector.succeed();

    lane.retireOpened(99);
    assertThat(waiters.getFirst().connection().isRetired()).isFalse();
    lane.retireOpened(100);

    assertThat(waiters.getFirst().connection().isRetired()).isTrue();
    assertThat(http.isClosing()).isFalse();
    lane.release(waiters.getFirst().connection());
    assertThat(http.isClosing()).isTrue();
    http.reportClosed();
    assertThat(lane.exchanges() + lane.idle() + lane.waiting()).isZero();
  }

  private long nowNanos() {
    return nowNanos;
  }

  private Lane lane(int connectionsMax) {
    return new Lane(connector, connectionsMax, 10);
  }

  private static List<RecordingWaiter> acquire(Lane lane, int count) {
    List<RecordingWaiter> waiters = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      RecordingWaiter waiter = new RecordingWaiter();
      lane.acquire(waiter);
      waiters.add(waiter);
    }
    return waiters;
  }

  private static List<UpstreamConnection> connections(List<RecordingWaiter> waiters) {
    return waiters.stream().map(RecordingWaiter::connection).distinct().toList();
  }
}
