package io.hedgerow.gateway.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.core.race.Attempt;
import io.hedgerow.core.race.Outcome;
import io.hedgerow.gateway.testing.ArrivedRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** Several listeners combined: a bug in one does not affect the others. */
final class ListenersTest {
  private static final StartedRequest REQUEST = ArrivedRequest.of("all");
  private static final EndedRequest ENDED =
      new EndedRequest(RequestVerdict.SUCCEEDED, 200, 0, 2, 1, 0, null);

  @Test
  void listener_throws_othersAreStillNotified() {
    Recording first = new Recording();
    Recording last = new Recording();
    Listener broken =
        _ -> {
          throw new IllegalStateException("a bug");
        };
    Listener breaking = _ -> new Breaking();

    RequestListener request =
        new Listeners(List.of(first, broken, breaking, last)).onRequestStarted(REQUEST);
    request.onRaceStarted(5, 7);
    request.onHedgesWithheld(2, ShedReason.HEDGE_BUDGET);
    request.onAttemptSending(1, (_, _) -> {});
    request.onRequestEnded(ENDED);

    assertThat(first.told)
        .containsExactly("all", "race 5 7", "withheld 2", "sending 1", "succeeded");
    assertThat(last.told).isEqualTo(first.told);
  }

  @Test
  void additionalListener_isNotifiedToo() {
    Recording first = new Recording();
    Recording more = new Recording();

    new Listeners(List.of(first)).with(more).onRequestStarted(REQUEST).onRequestEnded(ENDED);

    assertThat(more.told).containsExactly("all", "succeeded");
    assertThat(first.told).isEqualTo(more.told);
  }

  private static final class Breaking implements RequestListener {
    @Override
    public void onRaceStarted(long timeoutNanos, long deadlineNanos) {
      throw new IllegalStateException("a bug");
    }

    @Override
    public void onAttemptStarted(Attempt attempt) {
      throw new IllegalStateException("a bug");
    }

    @Override
    public void onAttemptSending(int number, BiConsumer<String, String> headers) {
      throw new IllegalStateException("a bug");
    }

    @Override
    public void onAttemptEnded(Attempt attempt, Outcome outcome, long durationNanos) {
      throw new IllegalStateException("a bug");
    }

    @Override
    public void onRequestEnded(EndedRequest request) {
      throw new IllegalStateException("a bug");
    }
  }

  private static final class Recording implements Listener, RequestListener {
    private final List<String> told = new ArrayList<>();

    @Override
    public RequestListener onRequestStarted(StartedRequest request) {
      told.add(request.route());
      return this;
    }

    @Override
    public void onRaceStarted(long timeoutNanos, long deadlineNanos) {
      told.add("race " + timeoutNanos + " " + deadlineNanos);
    }

    @Override
    public void onHedgesWithheld(int count, ShedReason reason) {
      told.add("withheld " + count);
    }

    @Override
    public void onAttemptStarted(Attempt attempt) {}

    @Override
    public void onAttemptSending(int number, BiConsumer<String, String> headers) {
      told.add("sending " + number);
    }

    @Override
    public void onAttemptEnded(Attempt attempt, Outcome outcome, long durationNanos) {}

    @Override
    public void onRequestEnded(EndedRequest request) {
      told.add(request.verdict().label());
    }
  }
}
