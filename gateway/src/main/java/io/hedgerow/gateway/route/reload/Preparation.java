package io.hedgerow.gateway.route.reload;

import io.hedgerow.gateway.route.Routes;
import io.hedgerow.gateway.route.file.InvalidRoutes;
import io.vertx.core.Future;

/** Prepares valid routes for use. */
@FunctionalInterface
public interface Preparation {
  /**
   * Does everything that may block or fail, without changing anything.
   *
   * @throws InvalidRoutes if they cannot be served
   */
  Prepared prepare(Routes routes) throws InvalidRoutes;

  /** Routes that are ready for use. */
  interface Prepared {
    /** Makes all event loops serve them; completes when all do. */
    Future<?> putInForce();

    /** Restores the previous routes, even if some event loops already serve these. */
    Future<?> undo();
  }
}
