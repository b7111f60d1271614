package io.hedgerow.gateway.management;

import io.hedgerow.gateway.telemetry.UpstreamReplicas;
import io.vertx.core.Future;
import java.util.List;

/**
 * Reads and drains the replicas of the upstreams in force, across all event loops. Any thread may
 * call it; the futures complete on any thread.
 */
public interface ReplicaAccess {
  /** The current state of all replicas. */
  Future<List<UpstreamReplicas>> replicas();

  /** Sends a replica no more requests for this time; completes once all event loops know. */
  Future<?> drain(String upstream, String replica, String reason, long nanos);

  /** Ends a drain; completes once all event loops know. */
  Future<?> undrain(String upstream, String replica);
}
