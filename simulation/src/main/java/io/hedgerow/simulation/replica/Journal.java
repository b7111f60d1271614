package io.hedgerow.simulation.replica;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The record of a run: requests, attempts at replicas, and when replicas were bad or out. */
final class Journal {
  /**
   * A request that has ended.
   *
   * @param seconds when it arrived
   * @param millis how long its caller waited; the whole timeout if it failed
   * @param attempts number of attempts launched by its race
   */
  record Request(double seconds, double millis, boolean isWon, int attempts) {}

  /** An attempt at a replica. */
  record Asked(double seconds, int replica) {}

  /** A period in which a replica was bad; NaN for unknown times. */
  private static final class BadTime {
    private final int replica;
    private final double fromSeconds;
    private double untilSeconds = Double.NaN;
    private double outSeconds = Double.NaN;
    private double inSeconds = Double.NaN;

    private BadTime(int replica, double fromSeconds) {
      this.replica = replica;
      this.fromSeconds = fromSeconds;
    }
  }

  private final double fromSeconds;
  private final double untilSeconds;
  private final List<Request> requests = new ArrayList<>();
  private final List<Asked> asked = new ArrayList<>();
  private final List<BadTime> badTimes = new ArrayList<>();
  private final boolean[] isBad;
  private final boolean[] isOut;
  private int ejections;
  private int wrongEjections;

  /** The journal of a run with trouble between these times. */
  Journal(int replicas, double fromSeconds, double untilSeconds) {
    this.fromSeconds = fromSeconds;
    this.untilSeconds = untilSeconds;
    this.isBad = new boolean[replicas];
    this.isOut = new boolean[replicas];
  }

  void onFinished(double seconds, double millis, boolean isWon, int attempts) {
    requests.add(new Request(seconds, millis, isWon, attempts));
  }

  void onAsked(int replica, double seconds) {
    asked.add(new Asked(seconds, replica));
  }

  void onCondition(int replica, boolean isBad, boolean isOut, double seconds) {
    this.isBad[replica] = isBad;
    if (isBad) {
      BadTime time = new BadTime(replica, seconds);
      if (isOut) {
        time.outSeconds = seconds;
      }
      badTimes.add(time);
    } else {
      BadTime time = lastOf(replica);
      time.untilSeconds = seconds;
      if (!isOut) {
        time.inSeconds = seconds;
      }
    }
  }

  private BadTime lastOf(int replica) {
    return badTimes.reversed().stream()
        .filter(time -> time.replica == replica)
        .findFirst()
        .orElseThrow();
  }

  void onState(int replica, boolean isOut, double seconds) {
    if (isOut == this.isOut[replica]) {
      return;
    }
    this.isOut[replica] = isOut;
    if (isOut) {
      ejections++;
      wrongEjections += isBad[replica] ? 0 : 1;
    }
    if (isOut && isBad[replica]) {
      BadTime time = lastOf(replica);
      time.outSeconds = Double.isNaN(time.outSeconds) ? seconds : time.outSeconds;
    } else if (!isOut && !isBad[replica]) {
      badTimes.stream()
          .filter(time -> time.replica == replica && Double.isNaN(time.inSeconds))
          .forEach(time -> time.inSeconds = seconds);
    }
  }

  /** Requests that arrived during the trouble. */
  List<Request> troubled() {
    return between(fromSeconds, untilSeconds);
  }

  /** Requests that arrived during the trouble, more than five seconds after its beginning. */
  List<Request> settled() {
    return between(fromSeconds + 5, untilSeconds);
  }

  private List<Request> between(double fromSeconds, double untilSeconds) {
    return requests.stream()
        .filter(request -> request.seconds >= fromSeconds && request.seconds < untilSeconds)
        .toList();
  }

  /** All requests. */
  List<Request> requests() {
    return requests;
  }

  /** All attempts at replicas, in order. */
  List<Asked> asked() {
    return asked;
  }

  /** Number of ejections. */
  int ejections() {
    return ejections;
  }

  /** Number of ejections of replicas that were well at the time. */
  int wrongEjections() {
    return wrongEjections;
  }

  /** Mean time from a replica turning bad to its ejection; NaN if none was ejected. */
  double secondsToEject() {
    return badTimes.stream()
        .mapToDouble(time -> time.outSeconds - time.fromSeconds)
        .filter(seconds -> !Double.isNaN(seconds))
        .average()
        .orElse(Double.NaN);
  }

  /** Mean time from a replica's recovery to its readmission, if it was out; NaN if never. */
  double secondsToReadmit() {
    return badTimes.stream()
        .filter(time -> !Double.isNaN(time.outSeconds))
        .mapToDouble(time -> time.inSeconds - time.untilSeconds)
        .filter(seconds -> !Double.isNaN(seconds))
        .average()
        .orElse(Double.NaN);
  }

  /** The time within which this share of the requests was answered, in milliseconds. */
  static double quantile(List<Request> requests, double share) {
    double[] millis = requests.stream().mapToDouble(Request::millis).toArray();
    Arrays.sort(millis);
    return millis[(int) (share * millis.length)];
  }

  /** Attempts beyond one per request, as a share. */
  static double extraLoad(List<Request> requests) {
    return requests.stream().mapToInt(Request::attempts).average().orElse(1) - 1;
  }

  static long lost(List<Request> requests) {
    return requests.stream().filter(request -> !request.isWon).count();
  }
}
