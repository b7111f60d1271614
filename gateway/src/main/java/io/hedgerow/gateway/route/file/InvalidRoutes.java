package io.hedgerow.gateway.route.file;

import java.util.List;

/** The file of routes is invalid; the message lists every fault. */
public final class InvalidRoutes extends Exception {
  private static final long serialVersionUID = 1;

  private final transient List<String> faults;

  InvalidRoutes(List<String> faults) {
    super(
        "routes: "
            + (faults.size() == 1 ? "1 problem" : faults.size() + " problems")
            + "\n  "
            + String.join("\n  ", faults));
    this.faults = List.copyOf(faults);
  }

  /** One line each, such as {@code routes.yaml:3:5: pth: unknown word (did you mean path?)}. */
  public List<String> faults() {
    return faults;
  }
}
