package io.hedgerow.core.limit;

/**
 * Decides from an event loop's delay what an overloaded loop sheds: first hedges, then new
 * requests, as many as it takes to keep every turn of the loop short.
 *
 * <p>Implementer's note. <i>Whether</i> to shed is CoDel's question (Nichols and Jacobson 2012, RFC
 * 8289): a loop is overloaded if the <i>smallest</i> delay of its turns in an interval is above the
 * target. A burst makes some turns long; only a standing queue makes all of them long. A queue that
 * is draining is left alone. <i>What</i> to shed is decided in each turn: requests are admitted for
 * a slice of time, the allowance, and the rest of the turn's requests are rejected. A loop serves
 * in one turn what arrived during the last one, so this bounds every turn, at any load, at once. A
 * learned probability, such as PIE's (RFC 8033), lags behind the load while the queue grows. A turn
 * lasts for the allowance plus, in proportion, the remaining work on requests admitted earlier. The
 * allowance is adjusted slowly towards the delay goal.
 *
 * <p>Turns stay bounded until nothing was shed for {@value #QUIET_UNTIL_NORMAL} intervals. At a
 * load that is slightly too high, an earlier release would let the queue build up again and again,
 * and reject mostly requests that have already waited in it. At a sustainable load bounded turns
 * cost next to nothing, because they are short anyway. Hedges are allowed again after {@value
 * #QUIET_UNTIL_HEDGES} such intervals.
 *
 * <p>How much delay is too much depends on the request's timeout. A request tolerates a standing
 * delay of an eighth of its timeout, and at least the target. It is shed, or its hedges are
 * withheld, only if the standing delay was above that. So a loop that runs late because of a busy
 * neighbour, a processor quota or a cold JVM rejects no request that it could have answered in
 * time, while a growing queue soon exceeds any tolerance. While requests are shed, turns are as
 * short as the target demands: a later rejection helps nobody.
 *
 * <p>With fewer than {@value #LOAD_MIN} requests in flight nothing is shed, however late the loop
 * runs: the cause is then a garbage collection, a cold JVM or a busy neighbour, and shedding would
 * not make the loop faster. A loop serves about 2,000 requests a second, so that many requests are
 * at most 16 ms of work. They alone cannot cause a standing delay above the default target of 20
 * ms.
 *
 * <p>Belongs to one event loop. Times are nanoseconds of one monotonic clock.
 */
public final class OverloadControl {
  /** Turns of the event loop. */
  public interface Turns {
    /** Runs the task once the loop has served everything that is ready now. */
    void atEndOfTurn(Runnable task);
  }

  private enum State {
    NORMAL,
    HEDGES_WITHHELD,
    /** Hedges are withheld and new requests shed. */
    SHEDDING
  }

  /** With fewer requests in flight a loop is not considered overloaded. */
  public static final int LOAD_MIN = 32;

  private static final int TOLERANCE_DIVISOR = 8;

  private static final int SEVERE_FACTOR = 2;

  // Factors of the target.
  private static final double DELAY_GOAL = 1 / 3.0;
  private static final double ALLOWANCE_INITIAL = 1 / 8.0;
  private static final double ALLOWANCE_MIN = 1 / 16.0;
  private static final double ALLOWANCE_MAX = 1 / 2.0;

  // Intervals.
  private static final int QUIET_UNTIL_HEDGES = 5;
  private static final int QUIET_UNTIL_NORMAL = 25;

  private final long targetNanos;
  private final long intervalNanos;
  private final Turns turns;
  private State state = State.NORMAL;
  // Requests that tolerate less standing delay than this are shed, or get no hedges.
  private long shedAboveNanos;
  private long withholdAboveNanos;

  private long intervalStartNanos;
  private long minDelayNanos = Long.MAX_VALUE;
  private long previousMinDelayNanos;
  private long lastDelayNanos;
  private double sumOfDelaysNanos;
  private int delays;
  private double allowanceNanos;
  private int quietIntervals;
  private int requested;
  private int shed;
  private double shedShare;

  private boolean isInTurn;
  private long turnStartNanos;

  /**
   * A control that sheds nothing yet.
   *
   * @param targetNanos standing delay that every request tolerates
   * @param intervalNanos how long every turn's delay must be above the target to count as overload
   */
  public OverloadControl(long targetNanos, long intervalNanos, long nowNanos, Turns turns) {
    this.targetNanos = targetNanos;
    this.intervalNanos = intervalNanos;
    this.turns = turns;
    this.intervalStartNanos = nowNanos;
    this.allowanceNanos = ALLOWANCE_INITIAL * targetNanos;
  }

  /**
   * Records the delay of one turn of the loop. How late a timer fires is no substitute: a timer
   * that comes due at the end of a long turn fires on time.
   *
   * @param inFlight requests in flight on the loop
   */
  public void onLoopDelayMeasured(long delayNanos, int inFlight, long nowNanos) {
    long loadDelayNanos = inFlight < LOAD_MIN ? 0 : delayNanos;
    if (loadDelayNanos > lastDelayNanos) {
      // Severely late and getting later: do not wait for the end of the interval.
      shedAbove(lastDelayNanos / SEVERE_FACTOR);
    }
    lastDelayNanos = loadDelayNanos;
    minDelayNanos = Math.min(minDelayNanos, loadDelayNanos);
    sumOfDelaysNanos += delayNanos;
    delays++;
    if (nowNanos - intervalStartNanos >= intervalNanos) {
      endInterval(nowNanos);
    }
  }

  /**
   * Whether hedges of a request may be launched.
   *
   * @param timeoutNanos of the request
   */
  public boolean permitsHedges(int inFlight, long timeoutNanos) {
    return inFlight < LOAD_MIN
        || state == State.NORMAL
        || quietIntervals >= QUIET_UNTIL_HEDGES
        || toleratedNanos(timeoutNanos) >= withholdAboveNanos;
  }

  boolean isShedding() {
    return state == State.SHEDDING;
  }

  /**
   * Whether a new request is admitted. Call once per request.
   *
   * @param inFlight requests in flight on the loop without it
   * @param timeoutNanos of the request
   */
  public boolean admits(int inFlight, long timeoutNanos, long nowNanos) {
    requested++;
    if (state != State.SHEDDING || toleratedNanos(timeoutNanos) >= shedAboveNanos) {
      return true;
    }
    if (!isInTurn) {
      isInTurn = true;
      turnStartNanos = nowNanos;
      turns.atEndOfTurn(() -> isInTurn = false);
    }
    boolean isAdmitted = inFlight < LOAD_MIN || nowNanos - turnStartNanos < allowanceNanos;
    shed += isAdmitted ? 0 : 1;
    return isAdmitted;
  }

  /** The share of new requests shed in the last interval, 0 to 1. */
  public double shedShare() {
    return shedShare;
  }

  private void endInterval(long nowNanos) {
    if (shed > 0) {
      adjustAllowance();
    }
    state = nextState();
    shedShare = requested == 0 ? 0 : (double) shed / requested;
    intervalStartNanos = nowNanos;
    previousMinDelayNanos = minDelayNanos;
    minDelayNanos = Long.MAX_VALUE;
    sumOfDelaysNanos = 0;
    delays = 0;
    requested = 0;
    shed = 0;
  }

  private void adjustAllowance() {
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
    if (isAbove) {
      withholdAboveNanos = Math.max(withholdAboveNanos, minDelayNanos);
      if (state != State.NORMAL && minDelayNanos >= previousMinDelayNanos) {
        shedAbove(previousMinDelayNanos);
      }
      return state == State.SHEDDING ? State.SHEDDING : State.HEDGES_WITHHELD;
    }
    if (state == State.SHEDDING && quietIntervals < QUIET_UNTIL_NORMAL) {
      return State.SHEDDING;
    }
    shedAboveNanos = 0;
    withholdAboveNanos = 0;
    return State.NORMAL;
  }

  /** From now on sheds requests that do not tolerate this delay, if it is above the target. */
  private void shedAbove(long delayNanos) {
    if (delayNanos > Math.max(targetNanos, shedAboveNanos)) {
      quietIntervals = state == State.SHEDDING ? quietIntervals : 0;
      state = State.SHEDDING;
      shedAboveNanos = delayNanos;
      withholdAboveNanos = Math.max(withholdAboveNanos, delayNanos);
    }
  }

  /** The standing delay that a request with this timeout tolerates. */
  private long toleratedNanos(long timeoutNanos) {
    return Math.max(targetNanos, timeoutNanos / TOLERANCE_DIVISOR);
  }
}
