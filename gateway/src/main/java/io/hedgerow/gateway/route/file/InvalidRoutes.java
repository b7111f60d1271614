package io.hedgerow.gateway.route.file;

import java.util.List;

/** The file of routes is invalid; the message lists its faults. */
public final class InvalidRoutes extends Exception {
  private static final long serialVersionUID = 1;

  private final transient List<String> faults;

  /** A file that cannot be read. */
  public InvalidRoutes(String fault) {
    this(1, List.of(fault));
  }

  /**
   * All faults of a file.
   *
   * @param count the number of all faults
   * @param shown the first of them
   */
  InvalidRoutes(int count, List<String> shown) {
    super(
        "routes: "
            + (count == 1 ? "1 problem" : count + " problems")
            + "\n  "
            + String.join("\n  ", shown)
            + (count > shown.size() ? "\n  and " + (count - shown.size()) + " more" : ""));
    this.faults = List.copyOf(shown);
  }

  /** The first faults, such as {@code routes.yaml:3:5: pth: unknown word (did you mean path?)}. */
  public List<String> faults() {
    return faults;
  }
}
