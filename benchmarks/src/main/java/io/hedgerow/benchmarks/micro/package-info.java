/**
 * JMH benchmarks of the pure parts of a request: time and allocation per operation. May depend on
 * everything. Start reading at {@link io.hedgerow.benchmarks.micro.JmhCommand}.
 */
@NullMarked
package io.hedgerow.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
