package io.github.rrm4j.data.rows;

import io.airlift.compress.zstd.ZstdInputStream;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Text;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.io.input.ReaderInputStream;

/**
 * The bytes of a file, unpacked where they are packed by gzip, bzip2 or Zstandard.
 *
 * @param bytes from the first one; can be marked
 * @param signature what they are; empty for text
 * @param packed whether they were unpacked
 */
record Content(BufferedInputStream bytes, Optional<Signature> signature, boolean packed) {

  private static final int BUFFER = 1 << 16;

  /**
   * Opens a file.
   *
   * @throws InvalidInput if it is of a kind that is not read
   */
  static Content of(DataFile file) throws IOException {
    InputStream plain = Files.newInputStream(file.path());
    try {
      BufferedInputStream bytes = new BufferedInputStream(plain, BUFFER);
      Optional<Signature> signature = Signature.of(head(bytes));
      boolean packed = signature.map(Signature::packed).orElse(false);
      if (packed) {
        bytes = new BufferedInputStream(unpacked(signature.get(), bytes), BUFFER);
        signature = Signature.of(head(bytes));
      }
      refuse(file, signature, packed);
      return new Content(bytes, signature, packed);
    } catch (IOException | RuntimeException e) {
      plain.close();
      throw e;
    }
  }

  private static void refuse(DataFile file, Optional<Signature> signature, boolean packed) {
    if (signature.isEmpty()) {
      return;
    }
    Signature found = signature.get();
    if (found.remedy().isPresent()) {
      throw InvalidInput.of(
          "%s: is %s, which is not read; %s", file.path(), found.words(), found.remedy().get());
    }
    if (packed && found != Signature.ARROW_STREAM) {
      throw InvalidInput.of(
          "%s: is packed, and what is in it is %s, must be text or an Arrow stream, unpack it",
          file.path(), found.words());
    }
  }

  private static byte[] head(BufferedInputStream in) throws IOException {
    in.mark(Signature.HEAD);
    byte[] head = in.readNBytes(Signature.HEAD);
    in.reset();
    return head;
  }

  private static InputStream unpacked(Signature packing, InputStream in) throws IOException {
    return switch (packing) {
      case GZIP -> new GZIPInputStream(in, BUFFER);
      case BZIP2 -> new BZip2CompressorInputStream(in, true);
      default -> new CheckedStream(new ZstdInputStream(in));
    };
  }

  /**
   * The characters as UTF-8: as they are, or from UTF-16 or UTF-32 that begins with its byte order
   * mark.
   *
   * @throws InvalidInput if it is no text
   */
  BufferedInputStream text(DataFile file) throws IOException {
    byte[] head = head(bytes);
    Optional<Charset> marked = marked(head);
    if (marked.isPresent()) {
      Reader characters =
          new InputStreamReader(
              bytes,
              marked
                  .get()
                  .newDecoder()
                  .onMalformedInput(CodingErrorAction.REPORT)
                  .onUnmappableCharacter(CodingErrorAction.REPORT));
      return new BufferedInputStream(
          new CheckedStream(
              ReaderInputStream.builder()
                  .setReader(characters)
                  .setCharset(StandardCharsets.UTF_8)
                  .get()),
          BUFFER);
    }
    if (head.length > 3 && (head[0] == 0 && head[1] != 0 || head[0] != 0 && head[1] == 0)) {
      throw new InvalidInput(
          file.path()
              + ": looks like UTF-16 without a byte order mark, must have one or be UTF-8, save it"
              + " as UTF-8 (iconv -f UTF-16LE -t UTF-8)");
    }
    return bytes;
  }

  private static Optional<Charset> marked(byte[] head) {
    int mark = 0;
    for (int i = 0; i < 4; i++) {
      mark = mark << 8 | (i < head.length ? head[i] & 0xff : 1);
    }
    if (mark == 0xfffe0000 || mark == 0xfeff) {
      return Optional.of(Charset.forName("UTF-32"));
    }
    return mark >>> 16 == 0xfffe || mark >>> 16 == 0xfeff
        ? Optional.of(StandardCharsets.UTF_16)
        : Optional.empty();
  }

  /** The error of text that is not UTF-8, as far as one byte tells. */
  static InvalidInput notUtf8(String place, int octet) {
    return new InvalidInput(
        Text.format(
            "%s: is not UTF-8 (byte 0x%02X), must be UTF-8, save the file as such (from Windows-1252: iconv -f CP1252 -t UTF-8)",
            place, octet & 0xff));
  }
}
