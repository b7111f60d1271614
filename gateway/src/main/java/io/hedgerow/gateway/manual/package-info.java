/**
 * The documentation as a small site: renders the Markdown files of this repository. Depends on no
 * other package. Start reading at {@link io.hedgerow.gateway.manual.Manual}.
 */
@NullMarked
package io.hedgerow.gateway.manual;

import org.jspecify.annotations.NullMarked;
