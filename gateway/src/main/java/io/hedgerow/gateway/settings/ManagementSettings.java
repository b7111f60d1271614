package io.hedgerow.gateway.settings;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The listener for health, metrics and documentation; never open to the public.
 *
 * @param hosts additional names accepted in Host headers, in lower case
 * @param connectionsMax open connections
 * @param token required to change anything; null for none
 */
public record ManagementSettings(
    String host, int port, Set<String> hosts, int connectionsMax, @Nullable Secret token) {
  private static final Set<String> LOCAL_HOSTS = Set.of("127.0.0.1", "localhost");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,252}");

  static final Setting<String> HOST =
      Setting.text(
          "management.host",
          "127.0.0.1",
          "a host name or address",
          "Address of the management listener (health, metrics, console, manual); keep"
              + " it private");
  static final Setting<Integer> PORT =
      Setting.integer(
          "management.port",
          "8001",
          0,
          65_535,
          "Management port; 0 picks a free port and prints it");
  static final Setting<@Nullable Set<String>> HOSTS =
      new Setting<Set<String>>(
              "management.hosts",
              "none",
              Syntax.of("host names separated by commas", ManagementSettings::parseNames),
              "Names accepted in the Host header of management requests, besides IP addresses,"
                  + " localhost and management.host")
          .orNone("none");
  static final Setting<Integer> CONNECTIONS_MAX =
      Setting.integer(
          "management.connections-max",
          "64",
          1,
          256,
          "Maximum connections to the management port; excess connections are closed");

  static final Setting<@Nullable Secret> TOKEN =
      new Setting<Secret>(
              "management.token",
              "none",
              Syntax.of("16 to 256 visible ASCII characters", Secret::parse),
              "Secret required to change anything through the management port, sent as"
                  + " Authorization: Bearer TOKEN",
              Secret::mask)
          .orNone("none");

  static final Section<ManagementSettings> SECTION =
      new Section<>(List.of(HOST, PORT, HOSTS, CONNECTIONS_MAX, TOKEN), ManagementSettings::from);

  /**
   * Its URL for a browser on this machine; null if it has another address, or its port is not known
   * yet.
   */
  public @Nullable String localUrl() {
    return LOCAL_HOSTS.contains(host) && port > 0 ? "http://%s:%d/".formatted(host, port) : null;
  }

  private static ManagementSettings from(Values values) {
    Set<String> hosts = values.get(HOSTS);
    return new ManagementSettings(
        values.get(HOST),
        values.get(PORT),
        hosts == null ? Set.of() : hosts,
        values.get(CONNECTIONS_MAX),
        values.get(TOKEN));
  }

  private static Set<String> parseNames(String text) {
    Set<String> names =
        Arrays.stream(text.split(",", -1)).map(String::strip).collect(Collectors.toSet());
    if (!names.stream().allMatch(name -> NAME.matcher(name).matches())) {
      throw new IllegalArgumentException(text);
    }
    return names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
  }
}
