package io.hedgerow.gateway.manual;

import java.util.List;

/**
 * One page of the manual.
 *
 * @param title in the navigation
 * @param file its name in the site
 * @param sources Markdown files, relative to the root of the repository, one below the other
 */
record Chapter(String title, String file, List<String> sources) {}
