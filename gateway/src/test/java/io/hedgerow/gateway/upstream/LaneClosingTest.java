package io.hedgerow.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.core.race.Outcome.Unreachable;
import io.hedgerow.core.race.Outcome.Unreachable.Cause;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How connections of a lane are closed: by the upstream, when idle, or with the lane. */
final class LaneClosingTest {
  private final FakeConnector connector = new FakeConnector(this::nowNanos);
  private long nowNanos;

  @Test
  void idleConnection_closedByTheUpstream_isForgotten() {
    Lane lane = lane(10);
    FakeConnector.Connection connection = idle(lane);
    connection.reportClosed();
    assertCounts(lane, 0, 0, 0);
    assertThat(acquire(lane).isWaiting()).isTrue();
    assertThat(connector.pending()).isEqualTo(1);
  }

  @Test
  void leasedConnection_closed_makesRoomForAWaiter() {
    Lane lane = lane(1);
    acquire(lane);
    FakeConnector.Connection connection = connector.succeed();
    RecordingWaiter waiter = acquire(lane);
    assertThat(connector.pending()).isZero();
    connection.reportClosed();
    assertThat(connector.pending()).isEqualTo(1);
    connector.succeed();
    assertThat(waiter.hasConnection()).isTrue();
    assertCounts(lane, 0, 1, 0);
  }

  @Test
  void release_ofAClosedConnection_doesNotMakeItIdle() {
    Lane lane = lane(10);
    RecordingWaiter waiter = acquire(lane);
    connector.succeed().reportClosed();
    lane.release(waiter.connection());
    assertCounts(lane, 0, 0, 0);
  }

  /** System.nanoTime() may start anywhere and wraps around. */
  @ParameterizedTest
  @ValueSource(longs = {0, 1_000_000_000_000L, -1_000_000_000_000L, Long.MAX_VALUE, Long.MIN_VALUE})
  void closeIdle_beforeAtAndAfterTheMoment_closesWhatIsThatOld(long startNanos) {
    Lane lane = lane(10);
    nowNanos = startNanos - 1;
    FakeConnector.Connection before = idle(lane);
    nowNanos = startNanos;
    FakeConnector.Connection at = idle(lane);
    nowNanos = startNanos + 1;
    FakeConnector.Connection after = idle(lane);
    nowNanos = startNanos + 1000;

    lane.closeIdle(startNanos - 2);
    assertThat(List.of(before.isClosing(), at.isClosing(), after.isClosing()))
        .containsExactly(false, false, false);
    lane.closeIdle(startNanos);
    assertThat(List.of(before.isClosing(), at.isClosing(), after.isClosing()))
        .containsExactly(true, true, false);
    assertThat(lane.idle()).isEqualTo(1);
    connector.reportClosed();
    assertCounts(lane, 1, 0, 0);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1_000_000_000_000L, -1_000_000_000_000L})
  void closeIdle_connectionThatCameAfterItsWaiterLeft_isAsOldAsItsComing(long startNanos) {
    Lane lane = lane(10);
    nowNanos = startNanos;
    lane.forget(acquire(lane));
    FakeConnector.Connection connection = connector.succeed();
    lane.closeIdle(startNanos - 1);
    assertThat(connection.isClosing()).isFalse();
    lane.closeIdle(startNanos);
    assertThat(connection.isClosing()).isTrue();
  }

  @Test
  void closeIdle_connectionInUse_isLeftAlone() {
    Lane lane = lane(10);
    acquire(lane);
    FakeConnector.Connection connection = connector.succeed();
    lane.closeIdle(nowNanos + 1000);
    assertThat(connection.isClosing()).isFalse();
  }

  @Test
  void close_idleAndLeased_endsBothNow() {
    Lane lane = lane(10);
    acquire(lane);
    FakeConnector.Connection leased = connector.succeed();
    FakeConnector.Connection idle = idle(lane);
    lane.close();
    assertThat(idle.isClosing()).isTrue();
    assertThat(leased.isClosing()).isTrue();
    connector.reportClosed();
    assertCounts(lane, 0, 0, 0);
  }

  @Test
  void close_whileWaiting_tellsEveryWaiterAndOpensNothing() {
    Lane lane = lane(1);
    acquire(lane);
    FakeConnector.Connection leased = connector.succeed();
    RecordingWaiter ordinary = acquire(lane);
    RecordingWaiter fresh = new RecordingWaiter();
    lane.acquireFresh(fresh);
    lane.close();
    assertThat(List.of(ordinary.failure(), fresh.failure()))
        .containsOnly(new Unreachable(Cause.NO_CONNECTION_FREE));
    leased.reportClosed();
    assertThat(connector.pending()).isZero();
    assertCounts(lane, 0, 0, 0);
  }

  @Test
  void close_whileOpening_closesTheConnectionWhenItComes() {
    Lane lane = lane(10);
    RecordingWaiter waiter = acquire(lane);
    lane.close();
    assertThat(waiter.hasFailed()).isTrue();
    assertThat(connector.succeed().isClosing()).isTrue();
    connector.reportClosed();
    assertCounts(lane, 0, 0, 0);
    assertThat(connector.pending()).isZero();
  }

  @Test
  void acquire_afterClose_fails() {
    Lane lane = lane(10);
    lane.close();
    RecordingWaiter fresh = new RecordingWaiter();
    lane.acquireFresh(fresh);
    assertThat(List.of(acquire(lane), fresh)).allMatch(RecordingWaiter::hasFailed);
    assertThat(connector.pending()).isZero();
  }

  private long nowNanos() {
    return nowNanos;
  }

  private Lane lane(int connectionsMax) {
    return new Lane(connector, connectionsMax, 10);
  }

  /** Opens one more connection and leaves it idle. */
  private FakeConnector.Connection idle(Lane lane) {
    RecordingWaiter waiter = new RecordingWaiter();
    lane.acquireFresh(waiter);
    FakeConnector.Connection connection = connector.succeed();
    lane.release(waiter.connection());
    return connection;
  }

  private static RecordingWaiter acquire(Lane lane) {
    RecordingWaiter waiter = new RecordingWaiter();
    lane.acquire(waiter);
    return waiter;
  }

  private static void assertCounts(Lane lane, int idle, int exchanges, int waiting) {
    assertThat(List.of(lane.idle(), lane.exchanges(), lane.waiting()))
        .as("idle, exchanges, waiting")
        .containsExactly(idle, exchanges, waiting);
  }
}
