package io.hedgerow.gateway.settings;

/**
 * The value of one key and where it comes from.
 *
 * @param setting the key
 * @param text the value as it was given, without its secrets
 * @param isDefault whether the value is the default, given or not
 */
public record EffectiveValue(Setting<?> setting, String text, Source source, boolean isDefault) {
  /** Where a value comes from, in order of precedence. */
  public enum Source {
    COMMAND_LINE,
    ENVIRONMENT,
    FILE,
    DEFAULT
  }

  static EffectiveValue of(Setting<?> setting, String given, Source source) {
    return new EffectiveValue(
        setting, setting.mask().apply(given), source, given.equals(setting.defaultText()));
  }

  /** The source in words, such as {@code environment, HEDGEROW_PORT}. */
  public String origin() {
    return switch (source) {
      case COMMAND_LINE -> "command line";
      case ENVIRONMENT -> "environment, " + setting.environmentName();
      case FILE -> "file";
      case DEFAULT -> "default";
    };
  }

  /** One line, such as {@code port = 8000 (default)}. */
  @Override
  public String toString() {
    return setting.key() + " = " + text + " (" + origin() + ")";
  }
}
