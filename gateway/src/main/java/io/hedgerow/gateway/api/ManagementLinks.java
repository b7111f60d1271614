package io.hedgerow.gateway.api;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Links from the pages of the API to the management listener, for browsers on the same machine.
 *
 * @param console URL of the console; null if there is none, or it cannot be reached
 * @param manual URL of the manual; null if it cannot be reached
 */
public record ManagementLinks(@Nullable String console, @Nullable String manual) {
  private static final ManagementLinks NONE = new ManagementLinks(null, null);
  private static final Set<String> LOCAL_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

  /** Those that work for this caller: none unless it used a local name of this machine. */
  ManagementLinks seenBy(HttpServerRequest http) {
    HostAndPort authority = http.authority();
    return authority != null && LOCAL_NAMES.contains(authority.host()) ? this : NONE;
  }

  /** The start page with a link to the console. */
  Buffer addToStartPage(Buffer page) {
    return withLink(page, console, "The console</a> shows what happens.");
  }

  /** The page of problems with a link to their chapter of the manual. */
  Buffer addToProblems(Buffer page) {
    String chapter = manual == null ? null : manual + "problems.html";
    return withLink(page, chapter, "The manual</a> says more.");
  }

  private static Buffer withLink(Buffer page, @Nullable String url, String text) {
    if (url == null) {
      return page;
    }
    String link = "<p><a href=\"" + StartPage.escaped(url) + "\">" + text + "</p>\n</main>";
    return Buffer.buffer(page.toString().replace("</main>", link));
  }
}
