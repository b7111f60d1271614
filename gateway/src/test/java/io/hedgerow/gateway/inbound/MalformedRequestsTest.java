package io.hedgerow.gateway.inbound;

import static io.hedgerow.testing.Eventually.assertEventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.testing.LeakReports;
import io.hedgerow.gateway.testing.LogCapture;
import io.hedgerow.gateway.testing.MalformedRequest;
import io.hedgerow.gateway.testing.ResourceSnapshot;
import io.hedgerow.gateway.testing.RunningGateway;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Many malformed requests of every kind, from seeds: each connection ends in time, none gets a 5xx,
 * and nothing is left over.
 */
final class MalformedRequestsTest {
  private static final int REQUESTS_OF_A_SEED = 5000;
  private static final int CALLERS = 8;
  private static final int END_LIMIT_MILLIS = 10_000;

  /** Vert.x itself answers 501 to a version other than HTTP/1.0 and 1.1. */
  private static final Set<Integer> STATUSES = Set.of(101, 200, 400, 404, 405, 413, 414, 431, 501);

  private static final Pattern STATUS_LINE = Pattern.compile("HTTP/[0-9]\\.[0-9] ([0-9]{3}) ");

  @RegisterExtension static final RunningGateway GATEWAY = RunningGateway.start();

  @Test
  void requests_ofTheUsualSeed_endWithoutTrouble() throws Exception {
    assertHarmless(6);
  }

  @Test
  void requests_ofASeedNobodyHasSeen_endWithoutTrouble() throws Exception {
    long seed = System.nanoTime();
    System.out.println("MalformedRequestsTest: seed " + seed);
    assertHarmless(seed);
  }

  private static void assertHarmless(long seed) throws Exception {
    GATEWAY.always("ok@0ms");
    GATEWAY.get("/api/all?timeout=30000").assertOk("[{\"time\": 0}, {\"time\": 0}, {\"time\": 0}]");
    long descriptors = ResourceSnapshot.openFileDescriptors() + 2L * CALLERS * 3;
    Map<Integer, Integer> statuses = new ConcurrentSkipListMap<>();
    try (LogCapture errors = new LogCapture("ROOT");
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
      List<Future<?>> parts = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        SplittableRandom random = new SplittableRandom(seed + i);
        parts.add(callers.submit(() -> sendMany(random, statuses)));
      }
      for (Future<?> part : parts) {
        part.get(60, TimeUnit.SECONDS);
      }

      assertThat(statuses.keySet()).as("statuses of seed %d", seed).isSubsetOf(STATUSES);
      assertThat(statuses.get(400)).as("refusals of seed %d", seed).isGreaterThan(1000);
      assertThat(errors.lines()).as("seed %d", seed).noneMatch(line -> line.startsWith("ERROR"));
    }
    GATEWAY.assertAtRest();
    GATEWAY.get("/api/all?timeout=30000").assertOk("[{\"time\": 0}, {\"time\": 0}, {\"time\": 0}]");
    // Allows for idle connections to the upstream: three per caller, with two ends each.
    assertEventually(() -> ResourceSnapshot.openFileDescriptors() <= descriptors, true);
    LeakReports.assertNone();
  }

  private static Void sendMany(RandomGenerator random, Map<Integer, Integer> statuses)
      throws IOException {
    for (int i = 0; i < REQUESTS_OF_A_SEED / CALLERS; i++) {
      byte[] request = MalformedRequest.next(random).getBytes(StandardCharsets.ISO_8859_1);
      Matcher status = STATUS_LINE.matcher(answersTo(request));
      while (status.find()) {
        statuses.merge(Integer.parseInt(status.group(1)), 1, Integer::sum);
      }
    }
    return null;
  }

  /** Sends the request, half-closes, and reads until the server closes the connection. */
  private static String answersTo(byte[] request) throws IOException {
    ByteArrayOutputStream answers = new ByteArrayOutputStream();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), GATEWAY.gateway().port())) {
      socket.setSoTimeout(END_LIMIT_MILLIS);
      socket.getOutputStream().write(request);
      socket.shutdownOutput();
      InputStream in = socket.getInputStream();
      byte[] part = new byte[4096];
      for (int count = in.read(part); count >= 0; count = in.read(part)) {
        answers.write(part, 0, count);
      }
    } catch (SocketException e) {
      // A reset also ends the connection.
    }
    return answers.toString(StandardCharsets.ISO_8859_1);
  }
}
