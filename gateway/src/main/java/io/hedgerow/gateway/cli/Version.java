package io.hedgerow.gateway.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IVersionProvider;

/** The version from the jar's manifest. */
final class Version implements IVersionProvider {
  static String number() {
    @Nullable String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "(built from classes)" : version;
  }

  @Override
  public String[] getVersion() {
    return new String[] {"hedgerow " + number() + ", Java " + Runtime.version()};
  }
}
