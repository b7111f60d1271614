package io.hedgerow.gateway.upstream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * A DNS server that answers every query with the same IPv4 addresses, valid for an hour: RFC 1035,
 * section 4.
 */
final class NameServer implements AutoCloseable {
  private static final int TYPE_A = 1;
  private static final int TTL_SECONDS = 3600;

  private final DatagramSocket socket;
  private volatile List<String> addresses;

  NameServer(String... addresses) {
    this.addresses = List.of(addresses);
    try {
      socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().name("name-server").start(this::serve);
  }

  String address() {
    return "127.0.0.1:" + socket.getLocalPort();
  }

  /** Changes the addresses. */
  void answer(String... addresses) {
    this.addresses = List.of(addresses);
  }

  @Override
  public void close() {
    socket.close();
  }

  private void serve() {
    try {
      while (true) {
        DatagramPacket query = new DatagramPacket(new byte[512], 512);
        socket.receive(query);
        byte[] answer = answerTo(Arrays.copyOf(query.getData(), query.getLength()));
        socket.send(new DatagramPacket(answer, answer.length, query.getSocketAddress()));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private byte[] answerTo(byte[] query) throws IOException {
    int end = 12;
    while (query[end] != 0) {
      end += 1 + query[end];
    }
    boolean isForIpv4 = query[end + 2] == TYPE_A;
    List<String> found = isForIpv4 ? addresses : List.of();
    int questionEnd = end + 5;
    ByteBuffer answer = ByteBuffer.allocate(questionEnd + 16 * found.size());
    answer.put(query, 0, questionEnd);
    // Flags: response, recursion desired and available. Counts: one question, then the answers.
    answer.putShort(2, (short) 0x8180).putShort(6, (short) found.size());
    answer.putShort(8, (short) 0).putShort(10, (short) 0);
    for (String address : found) {
      // The name is the one in the question, 12 bytes from the start.
      answer.putShort((short) 0xc00c).putShort((short) TYPE_A).putShort((short) 1);
      answer.putInt(TTL_SECONDS).putShort((short) 4);
      answer.put(InetAddress.getByName(address).getAddress());
    }
    return answer.array();
  }
}
