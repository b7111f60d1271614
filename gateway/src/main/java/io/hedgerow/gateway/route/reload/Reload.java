package io.hedgerow.gateway.route.reload;

/**
 * The result of a reload.
 *
 * @param state the state after it
 */
public record Reload(Result result, RoutesState state) {
  public enum Result {
    /** The file's content is now in use. */
    APPLIED,
    /** The file's content was in use already. */
    UNCHANGED,
    /** The file is invalid or cannot be read, so nothing changed; the state has the faults. */
    INVALID,
    /** The routes do not come from a file. */
    NO_FILE
  }
}
