package io.hedgerow.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.core.race.Outcome.Unreachable;
import io.hedgerow.core.race.Outcome.Unreachable.Cause;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which waiter gets which connection. {@link LaneClosingTest} tests how they are closed. */
final class LaneTest {
  private final FakeConnector connector = new FakeConnector(() -> 0);

  @Test
  void acquire_nothingIdle_opensOneConnectionForTheWaiter() {
    Lane lane = lane(10, 10);
    RecordingWaiter waiter = acquire(lane);
    assertThat(connector.pending()).isEqualTo(1);
    assertThat(waiter.isWaiting()).isTrue();
    assertCounts(lane, 0, 0, 1);

    FakeConnector.Connection connection = connector.succeed();
    assertThat(waiter.connection().wire()).isSameAs(connection);
    assertThat(waiter.connection().isReused()).isFalse();
    assertCounts(lane, 0, 1, 0);
  }

  @Test
  void acquire_severalIdle_takesTheLastReleased() {
    Lane lane = lane(10, 10);
    List<UpstreamConnection> connections = lease(lane, 3);
    lane.release(connections.get(1));
    lane.release(connections.get(2));
    lane.release(connections.get(0));
    assertCounts(lane, 3, 0, 0);

    assertThat(Stream.generate(() -> acquire(lane).connection()).limit(3))
        .containsExactly(connections.get(0), connections.get(2), connections.get(1));
    assertThat(connector.pending()).isZero();
    assertThat(connections).allMatch(UpstreamConnection::isReused);
  }

  @Test
  void release_severalWaiting_servesThemInTheirOrder() {
    Lane lane = lane(1, 10);
    UpstreamConnection connection = lease(lane, 1).getFirst();
    RecordingWaiter first = acquire(lane);
    RecordingWaiter second = acquire(lane);
    lane.release(connection);
    assertThat(first.connection()).isSameAs(connection);
    assertThat(second.isWaiting()).isTrue();
    lane.release(connection);
    assertThat(second.connection()).isSameAs(connection);
    assertCounts(lane, 0, 1, 0);
  }

  @Test
  void acquire_upToTheBoundOnConnections_opensOneForEach() {
    Lane lane = lane(3, 10);
    List<RecordingWaiter> waiters = acquire(lane, 2);
    assertThat(connector.pending()).isEqualTo(2);
    waiters.add(acquire(lane));
    assertThat(connector.pending()).isEqualTo(3);
    waiters.add(acquire(lane));
    assertThat(connector.pending()).isEqualTo(3);
    assertThat(waiters).allMatch(RecordingWaiter::isWaiting);
    assertCounts(lane, 0, 0, 4);
  }

  @Test
  void acquire_upToTheBoundOnPending_waitsAndOneMoreIsRefused() {
    Lane lane = lane(1, 2);
    lease(lane, 1);
    RecordingWaiter first = acquire(lane);
    RecordingWaiter second = acquire(lane);
    assertThat(List.of(first, second)).allMatch(RecordingWaiter::isWaiting);
    RecordingWaiter third = acquire(lane);
    assertThat(third.failure()).isEqualTo(new Unreachable(Cause.NO_CONNECTION_FREE));
    assertCounts(lane, 0, 1, 2);

    lane.forget(first);
    assertThat(acquire(lane).isWaiting()).isTrue();
    assertThat(acquire(lane).hasFailed()).isTrue();
  }

  @Test
  void acquire_whileConnectionsAreOpening_countsOnlyThoseWhoHaveNoneOfTheirOwn() {
    Lane lane = lane(2, 1);
    List<RecordingWaiter> waiters = acquire(lane, 3);
    assertThat(waiters).allMatch(RecordingWaiter::isWaiting);
    assertThat(acquire(lane).hasFailed()).isTrue();
  }

  @Test
  void acquire_nobodyMayWait_isServedByNewConnectionsOnly() {
    Lane lane = lane(2, 0);
    List<RecordingWaiter> waiters = acquire(lane, 2);
    assertThat(waiters).allMatch(RecordingWaiter::isWaiting);
    assertThat(acquire(lane).hasFailed()).isTrue();
    connector.succeed();
    connector.succeed();
    assertThat(waiters).allMatch(RecordingWaiter::hasConnection);
    assertThat(acquire(lane).hasFailed()).isTrue();
  }

  @Test
  void forget_whileWaiting_isNeverNotified() {
    Lane lane = lane(1, 10);
    UpstreamConnection connection = lease(lane, 1).getFirst();
    RecordingWaiter gone = acquire(lane);
    RecordingWaiter next = acquire(lane);
    lane.forget(gone);
    lane.forget(gone);
    lane.release(connection);
    assertThat(gone.isWaiting()).isTrue();
    assertThat(next.connection()).isSameAs(connection);
    assertCounts(lane, 0, 1, 0);
  }

  @Test
  void connection_thatComesAfterItsWaiterLeft_becomesIdle() {
    Lane lane = lane(10, 10);
    RecordingWaiter gone = acquire(lane);
    lane.forget(gone);
    assertCounts(lane, 0, 0, 0);
    FakeConnector.Connection connection = connector.succeed();
    assertCounts(lane, 1, 0, 0);
    assertThat(gone.isWaiting()).isTrue();
    assertThat(acquire(lane).connection().wire()).isSameAs(connection);
  }

  /** The upstream may have closed it while it was idle, as it may after an exchange. */
  @Test
  void connection_thatWasIdle_isNotFreshEvenIfItHasCarriedNothing() {
    Lane lane = lane(10, 10);
    lane.forget(acquire(lane));
    connector.succeed();
    assertThat(acquire(lane).connection().isReused()).isTrue();
  }

  @Test
  void acquire_whileAConnectionOfSomebodyElseIsOpening_opensNoOther() {
    Lane lane = lane(10, 10);
    lane.forget(acquire(lane));
    RecordingWaiter waiter = acquire(lane);
    assertThat(connector.pending()).isEqualTo(1);
    connector.succeed();
    assertThat(waiter.hasConnection()).isTrue();
  }

  @Test
  void connectFailure_severalWaiting_failsOneAndKeepsTryingForTheOthers() {
    Lane lane = lane(1, 10);
    List<RecordingWaiter> waiters = acquire(lane, 3);
    assertThat(connector.pending()).isEqualTo(1);

    connector.fail(new ConnectException("Connection refused"));
    assertThat(waiters.getFirst().failure()).isEqualTo(new Unreachable(Cause.CONNECTION_REFUSED));
    assertThat(waiters.subList(1, 3)).allMatch(RecordingWaiter::isWaiting);
    assertThat(connector.pending()).isEqualTo(1);

    connector.succeed();
    assertThat(waiters.get(1).hasConnection()).isTrue();
    assertThat(waiters.get(2).isWaiting()).isTrue();
    assertCounts(lane, 0, 1, 1);
  }

  @Test
  void connectFailure_eachHasAConnectionOnTheWay_failsJustOneForEach() {
    Lane lane = lane(10, 10);
    List<RecordingWaiter> waiters = acquire(lane, 2);
    connector.fail(new ConnectException("Connection refused"));
    assertThat(waiters).filteredOn(RecordingWaiter::hasFailed).hasSize(1);
    connector.succeed();
    assertThat(waiters).filteredOn(RecordingWaiter::hasConnection).hasSize(1);
    assertThat(connector.pending()).isZero();
    assertCounts(lane, 0, 1, 0);
  }

  @Test
  void connectFailure_waiterLeft_failsNobody() {
    Lane lane = lane(10, 10);
    RecordingWaiter gone = acquire(lane);
    RecordingWaiter stays = acquire(lane);
    lane.forget(gone);
    connector.fail(new ConnectException("Connection refused"));
    assertThat(List.of(gone, stays)).allMatch(RecordingWaiter::isWaiting);
    connector.succeed();
    assertThat(stays.hasConnection()).isTrue();
    assertCounts(lane, 0, 1, 0);
  }

  @Test
  void connectFailure_again_opensNothingWithoutAWaiter() {
    Lane lane = lane(10, 10);
    acquire(lane);
    connector.fail(new ConnectException("Connection refused"));
    assertThat(connector.pending()).isZero();
    assertCounts(lane, 0, 0, 0);
  }

  @Test
  void acquireFresh_connectionsIdle_getsANewOneAllTheSame() {
    Lane lane = lane(10, 10);
    lane.release(lease(lane, 1).getFirst());
    RecordingWaiter fresh = acquireFresh(lane);
    assertThat(fresh.isWaiting()).isTrue();
    FakeConnector.Connection connection = connector.succeed();
    assertThat(fresh.connection().wire()).isSameAs(connection);
    assertThat(fresh.connection().isReused()).isFalse();
    assertCounts(lane, 1, 1, 0);
  }

  @Test
  void release_onlyAFreshWaiter_isNotGivenTheUsedConnection() {
    Lane lane = lane(2, 10);
    UpstreamConnection used = lease(lane, 1).getFirst();
    RecordingWaiter fresh = acquireFresh(lane);
    lane.release(used);
    assertThat(fresh.isWaiting()).isTrue();
    assertCounts(lane, 1, 0, 1);
    connector.succeed();
    assertThat(fresh.connection()).isNotSameAs(used);
  }

  @Test
  void newConnection_freshAndOrdinaryWaiting_goesToTheFreshOne() {
    Lane lane = lane(1, 10);
    RecordingWaiter ordinary = acquire(lane);
    RecordingWaiter fresh = acquireFresh(lane);
    connector.succeed();
    assertThat(fresh.hasConnection()).isTrue();
    assertThat(ordinary.isWaiting()).isTrue();
    lane.release(fresh.connection());
    assertThat(ordinary.hasConnection()).isTrue();
  }

  @Test
  void acquireFresh_laneFullAndOneIdle_closesTheOldestIdleToMakeRoom() {
    Lane lane = lane(2, 10);
    RecordingWaiter one = acquire(lane);
    FakeConnector.Connection oldest = connector.succeed();
    RecordingWaiter other = acquire(lane);
    FakeConnector.Connection newest = connector.succeed();
    lane.release(one.connection());
    lane.release(other.connection());

    RecordingWaiter fresh = acquireFresh(lane);
    assertThat(oldest.isClosing()).isTrue();
    assertThat(newest.isClosing()).isFalse();
    assertThat(connector.pending()).isZero();
    connector.reportClosed();
    assertThat(connector.pending()).isEqualTo(1);
    connector.succeed();
    assertThat(fresh.connection().isReused()).isFalse();
    assertCounts(lane, 1, 1, 0);
  }

  /** The dead connection is about to make room, so the limit of the queue does not apply. */
  @Test
  void acquireFresh_nobodyMayWait_getsThePlaceOfTheDeadConnection() {
    Lane lane = lane(1, 0);
    acquire(lane);
    FakeConnector.Connection dying = connector.succeed();
    RecordingWaiter fresh = acquireFresh(lane);
    assertThat(fresh.isWaiting()).isTrue();
    dying.reportClosed();
    connector.succeed();
    assertThat(fresh.hasConnection()).isTrue();
  }

  @Test
  void forget_freshWaiter_isNeverNotified() {
    Lane lane = lane(1, 10);
    RecordingWaiter gone = acquireFresh(lane);
    lane.forget(gone);
    connector.succeed();
    assertThat(gone.isWaiting()).isTrue();
    assertCounts(lane, 1, 0, 0);
  }

  private Lane lane(int connectionsMax, int pendingMax) {
    return new Lane(connector, connectionsMax, pendingMax);
  }

  private List<UpstreamConnection> lease(Lane lane, int count) {
    return Stream.generate(
            () -> {
              RecordingWaiter waiter = acquire(lane);
              connector.succeed();
              return waiter.connection();
            })
        .limit(count)
        .toList();
  }

  private static RecordingWaiter acquire(Lane lane) {
    RecordingWaiter waiter = new RecordingWaiter();
    lane.acquire(waiter);
    return waiter;
  }

  private static List<RecordingWaiter> acquire(Lane lane, int count) {
    List<RecordingWaiter> waiters = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      waiters.add(acquire(lane));
    }
    return waiters;
  }

  private static RecordingWaiter acquireFresh(Lane lane) {
    RecordingWaiter waiter = new RecordingWaiter();
    lane.acquireFresh(waiter);
    return waiter;
  }

  private static void assertCounts(Lane lane, int idle, int exchanges, int waiting) {
    assertThat(List.of(lane.idle(), lane.exchanges(), lane.waiting()))
        .as("idle, exchanges, waiting")
        .containsExactly(idle, exchanges, waiting);
  }
}
