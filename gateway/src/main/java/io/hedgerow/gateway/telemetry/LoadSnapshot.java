package io.hedgerow.gateway.telemetry;

/**
 * The load of the server at one moment, and counts since its start: one record for each owner. A
 * snapshot covers one event loop, or is the sum of several.
 *
 * @param timers armed timers
 * @param process what all event loops share; all zero in the snapshot of one loop
 */
public record LoadSnapshot(
    int timers,
    AdmissionSnapshot admission,
    UpstreamSnapshot upstream,
    CallersSnapshot callers,
    ProcessSnapshot process) {

  /** The snapshot of one event loop. */
  public static LoadSnapshot ofLoop(
      int timers, AdmissionSnapshot admission, UpstreamSnapshot upstream, CallersSnapshot callers) {
    return new LoadSnapshot(timers, admission, upstream, callers, ProcessSnapshot.NONE);
  }

  /** The snapshot of what all event loops share; add those of the loops to it. */
  public static LoadSnapshot ofProcess(ProcessSnapshot process) {
    return new LoadSnapshot(
        0, AdmissionSnapshot.NONE, UpstreamSnapshot.NONE, CallersSnapshot.NONE, process);
  }

  /** The sum of both. */
  public LoadSnapshot plus(LoadSnapshot other) {
    return new LoadSnapshot(
        timers + other.timers,
        admission.plus(other.admission),
        upstream.plus(other.upstream),
        callers.plus(other.callers),
        process.plus(other.process));
  }

  /** Whether no request is in flight and none has left anything behind. Connections may be open. */
  public boolean isAtRest() {
    return timers == 0 && admission.isAtRest() && upstream.isAtRest() && callers.isAtRest();
  }
}
