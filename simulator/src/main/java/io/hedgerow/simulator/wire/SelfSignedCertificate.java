package io.hedgerow.simulator.wire;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;

/**
 * A private key and its self-signed certificate, both PEM: for localhost, 127.0.0.1 and ::1, ECDSA
 * on P-256, valid for one year. It exists in memory only.
 *
 * <p>Implementer's note: the JDK creates the key and the signature but has no public API to write a
 * certificate (RFC 5280, section 4.1). Netty's solution needs 9 MB of Bouncy Castle, and a trimmed
 * runtime has no keytool, so this class writes the few DER fields itself.
 *
 * @param keyPem private key in PKCS 8
 * @param certificatePem certificate that clients must trust
 */
public record SelfSignedCertificate(String keyPem, String certificatePem) {
  private static final byte[] ECDSA_WITH_SHA256 =
      sequence(oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2));
  private static final byte[] COMMON_NAME = oid(0x55, 4, 3);
  private static final byte[] ALTERNATIVE_NAMES = oid(0x55, 29, 17);
  private static final Duration BACKDATED = Duration.ofDays(1);
  private static final Duration LIFETIME = Duration.ofDays(365);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

  /** Creates a new key and certificate. */
  public static SelfSignedCertificate create() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair keys = generator.generateKeyPair();
      return new SelfSignedCertificate(
          pem("PRIVATE KEY", keys.getPrivate().getEncoded()),
          pem("CERTIFICATE", certificate(keys, Instant.now())));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(
          "certificate: not created (expected: a JDK with EC and ECDSA)", e);
    }
  }

  PemKeyCertOptions toVertx() {
    return new PemKeyCertOptions()
        .addKeyValue(Buffer.buffer(keyPem))
        .addCertValue(Buffer.buffer(certificatePem));
  }

  private static byte[] certificate(KeyPair keys, Instant now) throws GeneralSecurityException {
    byte[] name =
        sequence(der(0x31, sequence(COMMON_NAME, der(0x0c, ascii("Hedgerow simulator")))));
    byte[] body =
        sequence(
            der(0xa0, der(0x02, new byte[] {2})),
            der(0x02, BigInteger.valueOf(now.toEpochMilli()).toByteArray()),
            ECDSA_WITH_SHA256,
            name,
            sequence(time(now.minus(BACKDATED)), time(now.plus(LIFETIME))),
            name,
            keys.getPublic().getEncoded(),
            der(0xa3, sequence(sequence(ALTERNATIVE_NAMES, der(0x04, alternativeNames())))));
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(keys.getPrivate());
    signature.update(body);
    return sequence(body, ECDSA_WITH_SHA256, der(0x03, new byte[1], signature.sign()));
  }

  private static byte[] alternativeNames() {
    byte[] ipv6Loopback = new byte[16];
    ipv6Loopback[15] = 1;
    return sequence(
        der(0x82, ascii("localhost")),
        der(0x87, new byte[] {127, 0, 0, 1}),
        der(0x87, ipv6Loopback));
  }

  private static byte[] time(Instant instant) {
    return der(0x18, ascii(TIME.format(instant)));
  }

  private static byte[] sequence(byte[]... parts) {
    return der(0x30, parts);
  }

  private static byte[] oid(int... bytes) {
    byte[] content = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      content[i] = (byte) bytes[i];
    }
    return der(0x06, content);
  }

  /** One DER value: tag, length (up to two bytes), concatenated parts. */
  private static byte[] der(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    int length = content.size();
    ByteArrayOutputStream value = new ByteArrayOutputStream();
    value.write(tag);
    if (length > 0xff) {
      value.write(0x82);
      value.write(length >> 8);
    } else if (length > 0x7f) {
      value.write(0x81);
    }
    value.write(length);
    value.writeBytes(content.toByteArray());
    return value.toByteArray();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static String pem(String kind, byte[] der) {
    String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(kind, lines, kind);
  }
}
