package io.hedgerow.gateway.management;

import io.hedgerow.gateway.telemetry.UpstreamReplicas;
import io.vertx.core.Future;
import java.util.List;

/**
 * The replicas of the upstreams in force, on all event loops. Any thread may call it; the futures
 * complete on any thread.
 */
public interface ReplicaAccess {
  /** What is known of them now. */
  Future<List<UpstreamReplicas>> replicas();

  /** Sends a replica nothing more for some time; completes when all event loops know. */
  Future<?> drain(String upstream, String replica, String reason, long nanos);

  /** Ends a drain; completes when all event loops know. */
  Future<?> undrain(String upstream, String replica);
}
