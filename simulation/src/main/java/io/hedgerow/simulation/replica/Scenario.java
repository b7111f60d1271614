package io.hedgerow.simulation.replica;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Which replicas get into trouble, and how, between two times of a run. */
enum Scenario {
  ALL_ALIKE("all alike", 3) {
    @Override
    void script(Script script) {}
  },
  ONE_SLOW("one of three 10 × slow", 3) {
    @Override
    void script(Script script) {
      script.during(0, Condition.slow(10));
    }
  },
  ONE_HANGING("one of three hanging", 3) {
    @Override
    void script(Script script) {
      script.during(0, Condition.slow(1000));
    }
  },
  ONE_FAILING("one of three failing", 3) {
    @Override
    void script(Script script) {
      script.during(0, Condition.failing(1));
    }
  },
  ONE_FLAPPING("one of three flapping", 3) {
    @Override
    void script(Script script) {
      double seconds = script.fromSeconds;
      for (; seconds + 10 <= script.untilSeconds; seconds += 10) {
        script.at(seconds, 0, Condition.failing(1));
        script.at(seconds + 5, 0, Condition.WELL);
      }
    }
  },
  ALL_SLOW("all 3 × slow", 3) {
    @Override
    void script(Script script) {
      for (int i = 0; i < replicas(); i++) {
        script.during(i, Condition.slow(3));
      }
    }
  },
  ALL_FAILING("all failing 30 %", 3) {
    @Override
    void script(Script script) {
      for (int i = 0; i < replicas(); i++) {
        script.during(i, Condition.failing(0.3));
      }
    }
  },
  ROLLING_RESTART("rolling restart", 3) {
    @Override
    void script(Script script) {
      double seconds = script.fromSeconds;
      for (int i = 0; seconds + 10 <= script.untilSeconds; i++, seconds += 10) {
        script.at(seconds, i % replicas(), Condition.DOWN);
        script.at(seconds + 3, i % replicas(), Condition.slow(3));
        script.at(seconds + 5, i % replicas(), Condition.slow(1.5));
        script.at(seconds + 7, i % replicas(), Condition.WELL);
      }
    }
  },
  TWO_GREY("two of 30 grey", 30) {
    @Override
    void script(Script script) {
      script.during(3, new Condition(4, 0.2, false));
      script.during(17, new Condition(4, 0.2, false));
    }
  };

  /**
   * A change of a replica's condition.
   *
   * @param seconds since the run began
   */
  record Change(double seconds, int replica, Condition condition) {}

  /** The changes of a run, collected in any order. */
  static final class Script {
    private final double fromSeconds;
    private final double untilSeconds;
    private final List<Change> changes = new ArrayList<>();

    private Script(double fromSeconds, double untilSeconds) {
      this.fromSeconds = fromSeconds;
      this.untilSeconds = untilSeconds;
    }

    private void at(double seconds, int replica, Condition condition) {
      changes.add(new Change(seconds, replica, condition));
    }

    private void during(int replica, Condition condition) {
      at(fromSeconds, replica, condition);
      at(untilSeconds, replica, Condition.WELL);
    }
  }

  private final String title;
  private final int replicas;

  Scenario(String title, int replicas) {
    this.title = title;
    this.replicas = replicas;
  }

  abstract void script(Script script);

  /** The changes of a run with trouble between these times, in order. */
  List<Change> changes(double fromSeconds, double untilSeconds) {
    Script script = new Script(fromSeconds, untilSeconds);
    script(script);
    script.changes.sort(Comparator.comparingDouble(Change::seconds));
    return script.changes;
  }

  int replicas() {
    return replicas;
  }

  @Override
  public String toString() {
    return title;
  }
}
