package io.hedgerow.gateway.settings;

import java.util.List;

/** The configuration cannot be used; the message lists everything that is wrong with it. */
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
