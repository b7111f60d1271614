package io.hedgerow.gateway.settings;

import java.util.List;

/** The configuration is invalid; the message lists every problem. */
public final class InvalidSettings extends Exception {
  private static final long serialVersionUID = 1;

  InvalidSettings(List<String> problems) {
    super(
        "configuration: "
            + (problems.size() == 1 ? "1 problem" : problems.size() + " problems")
            + "\n  "
            + String.join("\n  ", problems));
  }
}
