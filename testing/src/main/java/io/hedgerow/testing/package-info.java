/**
 * Support shared by the tests of several modules: waiting for conditions, calls on event loops, raw
 * HTTP/1.1 connections and HTTP/2 frames. It depends on Vert.x core and AssertJ.
 */
@NullMarked
package io.hedgerow.testing;

import org.jspecify.annotations.NullMarked;
