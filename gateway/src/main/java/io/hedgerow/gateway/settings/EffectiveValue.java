package io.hedgerow.gateway.settings;

/**
 * The value of one key and where it comes from.
 *
 * @param setting the key
 * @param text the value as it was given
 */
public record EffectiveValue(Setting<?> setting, String text, Source source) {
  /** Where a value comes from; the first that gives one wins. */
  public enum Source {
    COMMAND_LINE,
    ENVIRONMENT,
    FILE,
    DEFAULT
  }

  /** Whether it is the default, also if it was given. */
  public boolean isDefault() {
    return text.equals(setting.defaultText());
  }

  /** Where it comes from, such as {@code environment, HEDGEROW_PORT}. */
  public String origin() {
    return switch (source) {
      case COMMAND_LINE -> "command line";
      case ENVIRONMENT -> "environment, " + setting.environmentName();
      case FILE -> "file";
      case DEFAULT -> "default";
    };
  }

  /** For people, such as {@code port = 8000 (default)}. */
  @Override
  public String toString() {
    return setting.key() + " = " + text + " (" + origin() + ")";
  }
}
