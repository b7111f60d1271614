package io.hedgerow.gateway.telemetry.trace;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import zipkin2.codec.SpanBytesEncoder;
import zipkin2.reporter.BytesMessageSender;

/**
 * Posts spans to a Zipkin collector as Zipkin v2 JSON.
 *
 * <p>Only the exporting thread calls it. Blocks until the collector has answered or the sender
 * times out.
 */
final class ZipkinExporter implements SpanExporter {
  private final BytesMessageSender sender;

  ZipkinExporter(BytesMessageSender sender) {
    this.sender = sender;
  }

  @Override
  public CompletableResultCode export(Collection<SpanData> spans) {
    List<byte[]> encoded =
        spans.stream().map(ZipkinSpan::of).map(SpanBytesEncoder.JSON_V2::encode).toList();
    try {
      sender.send(encoded);
      return CompletableResultCode.ofSuccess();
    } catch (IOException e) {
      return CompletableResultCode.ofExceptionalFailure(e);
    }
  }

  @Override
  public CompletableResultCode flush() {
    return CompletableResultCode.ofSuccess();
  }

  @Override
  public CompletableResultCode shutdown() {
    try {
      sender.close();
      return CompletableResultCode.ofSuccess();
    } catch (IOException e) {
      return CompletableResultCode.ofExceptionalFailure(e);
    }
  }
}
