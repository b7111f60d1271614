/** Tests the Kubernetes manifests against a model of the Kubernetes API. */
@NullMarked
package io.hedgerow.deploy;

import org.jspecify.annotations.NullMarked;
