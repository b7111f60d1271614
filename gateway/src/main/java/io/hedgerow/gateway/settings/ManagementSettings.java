package io.hedgerow.gateway.settings;

import java.util.List;

/** The listener for health, metrics and documentation; never open to the public. */
public record ManagementSettings(String host, int port) {
  static final Setting<String> HOST =
      Setting.text(
          "management.host",
          "127.0.0.1",
          "a host name or address",
          "Address for health, metrics and documentation; do not expose it to the public");
  static final Setting<Integer> PORT =
      Setting.integer(
          "management.port",
          "8001",
          0,
          65_535,
          "Management port; 0 picks a free port and prints it");

  static final Section<ManagementSettings> SECTION =
      new Section<>(
          List.of(HOST, PORT),
          values -> new ManagementSettings(values.get(HOST), values.get(PORT)));
}
