package io.hedgerow.gateway;

import io.hedgerow.gateway.management.ReplicaAccess;
import io.hedgerow.gateway.telemetry.ReplicaSnapshot;
import io.hedgerow.gateway.telemetry.UpstreamReplicas;
import io.hedgerow.gateway.upstream.Upstreams;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.Consumer;

/** Merges what the workers know about replicas, and drains replicas on all of them. */
record ReplicasOfWorkers(List<Worker> workers) implements ReplicaAccess {
  @Override
  public Future<List<UpstreamReplicas>> replicas() {
    List<Future<List<ReplicaSnapshot>>> loops =
        workers.stream().map(worker -> worker.onUpstreams(Upstreams::replicaSnapshots)).toList();
    return Future.all(loops).map(all -> UpstreamReplicas.join(all.list()));
  }

  @Override
  public Future<?> drain(String upstream, String replica, String reason, long nanos) {
    return tellAll(upstreams -> upstreams.drain(upstream, replica, reason, nanos));
  }

  @Override
  public Future<?> undrain(String upstream, String replica) {
    return tellAll(upstreams -> upstreams.undrain(upstream, replica));
  }

  private Future<?> tellAll(Consumer<Upstreams> change) {
    return Future.all(
        workers.stream()
            .map(
                worker ->
                    worker.onUpstreams(
                        upstreams -> {
                          change.accept(upstreams);
                          return upstreams;
                        }))
            .toList());
  }
}
