package io.hedgerow.core.limit;

/**
 * Decides from how late an event loop runs what is shed: first hedges, then new requests, so many
 * that no turn of the loop becomes long.
 *
 * <p>Implementer's note. <i>Whether</i> is CoDel's question (Nichols and Jacobson 2012, RFC 8289):
 * a loop is overloaded if the <i>least</i> delay of its turns in an interval is above the target. A
 * burst makes some turns long; only a standing queue makes all of them long. One that drains by
 * itself is left to do so. <i>Which</i> is decided in each turn anew: requests are let in for some
 * time, the turn's allowance, and the rest of them is refused. A loop serves in one turn what came
 * during the last, so this bounds all turns, at any load and at once; a share that is learnt, as
 * PIE's (RFC 8033), lags behind the load, and the queue grows meanwhile. The loop does not idle
 * while there is something to do, so the allowance says nothing of how many are let in, only of how
 * long turns are: each has the allowance and, in proportion, the further work on those let in
 * before. It follows slowly the delay that is wanted.
 *
 * <p>The turns stay bounded until nothing had to be shed for 25 intervals: at a load that is just
 * too much they would else be set free again and again, each time for a queue to form, and most of
 * those that are refused would be the ones that have waited in it. That costs a load that is not
 * too much next to nothing, as its turns are short; hedges are back after five such intervals.
 *
 * <p>Belongs to one event loop. Times are nanoseconds of one monotonic clock.
 */
public final class OverloadControl {
  /** The turns of the loop. */
  public interface Turns {
    /** Runs the task when the loop has served all that there is now. */
    void atEndOfTurn(Runnable task);
  }

  private enum State {
    NORMAL,
    /** Hedges are withheld. */
    HEDGES_WITHHELD,
    /** New requests are shed too. */
    SHEDDING
  }

  // All of these are in targets.
  private static final double SEVERE_FACTOR = 2;
  private static final double DELAY_GOAL = 1 / 3.0;
  private static final double ALLOWANCE_INITIAL = 1 / 8.0;
  private static final double ALLOWANCE_MIN = 1 / 16.0;
  private static final double ALLOWANCE_MAX = 1 / 2.0;

  private static final int QUIET_UNTIL_HEDGES = 5;
  private static final int QUIET_UNTIL_NORMAL = 25;

  private final long targetNanos;
  private final long intervalNanos;
  private final Turns turns;
  private State state = State.NORMAL;

  private long intervalStartNanos;
  private long minDelayNanos = Long.MAX_VALUE;
  private long previousMinDelayNanos;
  private long lastDelayNanos;
  private double sumOfDelaysNanos;
  private int delays;
  private double allowanceNanos;
  private int quietIntervals;
  private int asked;
  private int shed;
  private double shedShare;

  private boolean isInTurn;
  private long turnStartNanos;

  /**
   * A control that sheds nothing.
   *
   * @param targetNanos the delay that is borne without shedding
   * @param intervalNanos how long each delay must be above it to count
   */
  public OverloadControl(long targetNanos, long intervalNanos, long nowNanos, Turns turns) {
    this.targetNanos = targetNanos;
    this.intervalNanos = intervalNanos;
    this.turns = turns;
    this.intervalStartNanos = nowNanos;
    this.allowanceNanos = ALLOWANCE_INITIAL * targetNanos;
  }

  /**
   * Takes the delay of one turn of the loop. Timers are no measure of it: one that comes due just
   * before its turn is not late, however long the turn was.
   */
  public void onLoopDelayMeasured(long delayNanos, long nowNanos) {
    if (state != State.SHEDDING && isGrowing(delayNanos)) {
      state = State.SHEDDING;
      quietIntervals = 0;
    }
    lastDelayNanos = delayNanos;
    minDelayNanos = Math.min(minDelayNanos, delayNanos);
    sumOfDelaysNanos += delayNanos;
    delays++;
    if (nowNanos - intervalStartNanos >= intervalNanos) {
      if (state == State.SHEDDING) {
        adaptAllowance();
      }
      state = nextState();
      shedShare = asked == 0 ? 0 : (double) shed / asked;
      intervalStartNanos = nowNanos;
      previousMinDelayNanos = minDelayNanos;
      minDelayNanos = Long.MAX_VALUE;
      sumOfDelaysNanos = 0;
      delays = 0;
      asked = 0;
      shed = 0;
    }
  }

  /** Whether hedges may be launched. */
  public boolean mayHedge() {
    return state == State.NORMAL
        || (state == State.SHEDDING && quietIntervals >= QUIET_UNTIL_HEDGES);
  }

  boolean isShedding() {
    return state == State.SHEDDING;
  }

  /** Whether a request that has just come is let in; to be asked once for each. */
  public boolean admits(long nowNanos) {
    asked++;
    if (state != State.SHEDDING) {
      return true;
    }
    if (!isInTurn) {
      isInTurn = true;
      turnStartNanos = nowNanos;
      turns.atEndOfTurn(() -> isInTurn = false);
    }
    boolean isLetIn = nowNanos - turnStartNanos < allowanceNanos;
    shed += isLetIn ? 0 : 1;
    return isLetIn;
  }

  /** The share of new requests that was shed in the last interval, 0 to 1. */
  public double shedShare() {
    return shedShare;
  }

  private void adaptAllowance() {
    double change = DELAY_GOAL * targetNanos * delays / Math.max(1, sumOfDelaysNanos);
    allowanceNanos =
        Math.clamp(
            allowanceNanos * Math.clamp(change, 0.5, 1.25),
            ALLOWANCE_MIN * targetNanos,
            ALLOWANCE_MAX * targetNanos);
  }

  private State nextState() {
    boolean isAbove = minDelayNanos > targetNanos;
    quietIntervals = shed > 0 || isAbove ? 0 : quietIntervals + 1;
    if (state == State.SHEDDING && quietIntervals < QUIET_UNTIL_NORMAL) {
      return State.SHEDDING;
    }
    if (!isAbove) {
      return State.NORMAL;
    }
    boolean isStanding = state == State.HEDGES_WITHHELD && minDelayNanos >= previousMinDelayNanos;
    return isStanding ? State.SHEDDING : State.HEDGES_WITHHELD;
  }

  /** A queue that is far too long already, and that no intervals are waited for. */
  private boolean isGrowing(long delayNanos) {
    return lastDelayNanos > SEVERE_FACTOR * targetNanos && delayNanos > lastDelayNanos;
  }
}
