/**
 * The configuration. Each section declares its keys beside the record they become, such as {@link
 * io.hedgerow.gateway.settings.CallerSettings}; {@link io.hedgerow.gateway.settings.Settings} lists
 * the sections, and {@link io.hedgerow.gateway.settings.EffectiveSettings} reads them from the
 * command line, the environment, a file and the defaults, in this order. Of the rest of Hedgerow it
 * depends on {@code core} only.
 */
@NullMarked
package io.hedgerow.gateway.settings;

import org.jspecify.annotations.NullMarked;
