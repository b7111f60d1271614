package io.hedgerow.gateway.manual;

import java.util.List;

/**
 * One page of the manual.
 *
 * @param group heading above it in the navigation, shared by chapters that follow each other
 * @param title shown in the navigation
 * @param file its file name in the site
 * @param sources Markdown files of the page in order, relative to the root of the repository
 */
record Chapter(String group, String title, String file, List<String> sources) {}
