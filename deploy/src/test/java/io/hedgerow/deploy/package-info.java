/** Tests of the files for Kubernetes against a model of its API. Start at the only class. */
@NullMarked
package io.hedgerow.deploy;

import org.jspecify.annotations.NullMarked;
