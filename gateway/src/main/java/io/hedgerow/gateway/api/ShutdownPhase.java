package io.hedgerow.gateway.api;

/** How far the shutdown of the API on one event loop has come. */
enum ShutdownPhase {
  /** Not shutting down. */
  NONE,
  /** Requests are served, and each answer closes its connection, so callers go elsewhere. */
  LEAVING,
  /** New requests are rejected as well; those in flight go on. */
  REJECTING
}
