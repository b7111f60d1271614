package io.hedgerow.core.race;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.core.deadline.Deadline;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CoalescerTest {
  private static final Deadline DEADLINE = new Deadline(1000);

  private final Coalescer<String, String> coalescer = new Coalescer<>();
  private final List<String> joined = new ArrayList<>();

  @Test
  void join_noRaceOfTheKey_isRefused() {
    coalescer.onRaceStarted("x", race("x"));

    assertThat(coalescer.hasRace("x")).isTrue();
    assertThat(coalescer.hasRace("y")).isFalse();
    assertThat(coalescer.join("y", "a", DEADLINE, 0)).isFalse();
    assertThat(joined).isEmpty();
  }

  @Test
  void join_raceOfTheKey_joinsIt() {
    coalescer.onRaceStarted("x", race("race of x"));
    coalescer.onRaceStarted("y", race("race of y"));

    assertThat(coalescer.join("x", "a", DEADLINE, 7)).isTrue();
    assertThat(joined).containsExactly("a joins race of x until 1000 at 7");
  }

  @Test
  void join_raceTakesNoMore_isRefused() {
    coalescer.onRaceStarted("x", (_, _, _) -> false);

    assertThat(coalescer.join("x", "a", DEADLINE, 0)).isFalse();
  }

  @Test
  void raceEnded_laterOneOfTheKey_stays() {
    Coalescer.Joinable<String> first = race("first");
    Coalescer.Joinable<String> second = race("second");
    coalescer.onRaceStarted("x", first);
    coalescer.onRaceStarted("x", second);

    coalescer.onRaceEnded("x", first);
    assertThat(coalescer.join("x", "a", DEADLINE, 0)).isTrue();
    assertThat(joined).containsExactly("a joins second until 1000 at 0");
    assertThat(coalescer.size()).isEqualTo(1);

    coalescer.onRaceEnded("x", second);
    assertThat(coalescer.join("x", "b", DEADLINE, 0)).isFalse();
    assertThat(coalescer.size()).isZero();
  }

  private Coalescer.Joinable<String> race(String name) {
    return (caller, deadline, nowNanos) -> {
      joined.add(
          "%s joins %s until %d at %d".formatted(caller, name, deadline.atNanos(), nowNanos));
      return true;
    };
  }
}
