package io.hedgerow.gateway.route.reload;

/**
 * What came of a reload.
 *
 * @param state after it
 */
public record Reload(Result result, RoutesState state) {
  public enum Result {
    /** The file's content came into force. */
    APPLIED,
    /** It was in force before. */
    UNCHANGED,
    /** It is invalid or cannot be read, so nothing changed; the state has its faults. */
    INVALID,
    /** The routes come from no file. */
    NO_FILE
  }
}
