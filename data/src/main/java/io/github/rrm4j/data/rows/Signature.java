package io.github.rrm4j.data.rows;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/**
 * What a file is by its first bytes, whatever its name says.
 *
 * <p>Source: the format specifications; file(1) knows the same.
 */
enum Signature {
  GZIP("gzip", "1f8b"),
  BZIP2("bzip2", "425a68"),
  ZSTD("Zstandard", "28b52ffd"),
  PARQUET("Parquet", "50415231"),
  ARROW_FILE("an Arrow file", "4152524f5731"),
  ARROW_STREAM("an Arrow stream", "ffffffff"),
  XZ("an xz archive", "fd377a585a00", "unpack it (xz -d) or pack it as .gz, .bz2 or .zst"),
  LZ4("an LZ4 archive", "04224d18", "unpack it (lz4 -d) or pack it as .gz, .bz2 or .zst"),
  ZIP("a zip archive or an Excel workbook", "504b0304", "unpack it, or save the sheet as CSV"),
  SEVEN_ZIP("a 7z archive", "377abcaf271c", "unpack it (7z x)"),
  RAR("a RAR archive", "526172211a07", "unpack it"),
  OLD_EXCEL("an old Excel workbook", "d0cf11e0a1b11ae1", "save the sheet as CSV"),
  HDF5("an HDF5 file", "894844460d0a1a0a", "write it as Parquet or JSON lines"),
  NUMPY("a NumPy file", "934e554d5059", "write it as Parquet or JSON lines"),
  SQLITE("an SQLite database", "53514c69746520666f726d6174", "export the table as CSV"),
  ORC("an ORC file", "4f5243", "write it as Parquet"),
  AVRO("an Avro file", "4f626a01", "write it as Parquet or JSON lines"),
  FEATHER_1("a Feather file of version 1", "46454131", "write it again as version 2 or Parquet"),
  PDF("a PDF", "255044462d", "give the data itself"),
  PICKLE("a Python pickle", "", "write it as Parquet (to read a pickle may run code)"),
  PZSTD("Zstandard in skippable frames (pzstd)", "", "pack it again (zstd -d, then zstd)"),
  TAR("a tar archive", "", "unpack it (tar xf)"),
  GIT_LFS("a Git LFS pointer, not the data", "", "fetch the data (git lfs pull)"),
  HTML("a web page, not the data", "", "download the file itself");

  /** Bytes that {@link #of} wants to see, where the file has so many. */
  static final int HEAD = 512;

  /** The second to fourth byte of a skippable frame of Zstandard. */
  private static final byte[] SKIPPABLE = {0x2a, 0x4d, 0x18};

  private final String words;
  private final byte[] start;
  private final Optional<String> remedy;

  Signature(String words, String start) {
    this(words, start, Optional.empty());
  }

  Signature(String words, String start, String remedy) {
    this(words, start, Optional.of(remedy));
  }

  Signature(String words, String start, Optional<String> remedy) {
    this.words = words;
    this.start = HexFormat.of().parseHex(start);
    this.remedy = remedy;
  }

  /** What messages call it. */
  String words() {
    return words;
  }

  /** What to do about it where it is not read. */
  Optional<String> remedy() {
    return remedy;
  }

  /** Whether it is a stream of other bytes, which can be read. */
  boolean packed() {
    return this == GZIP || this == BZIP2 || this == ZSTD;
  }

  /**
   * What begins so.
   *
   * @return empty for text, and for what is not known
   */
  static Optional<Signature> of(byte[] head) {
    for (Signature one : values()) {
      if (one.start.length > 0 && startsWith(head, one.start)) {
        return Optional.of(one);
      }
    }
    if (head.length > 1 && head[0] == (byte) 0x80 && head[1] >= 2 && head[1] < 8) {
      return Optional.of(PICKLE); // protocols 2 to 5, and some to come
    }
    if (head.length > 3 && (head[0] & 0xf0) == 0x50 && startsWith(tail(head), SKIPPABLE)) {
      return Optional.of(PZSTD);
    }
    if (head.length > 262 && text(head, 257, 5).equals("ustar")) {
      return Optional.of(TAR);
    }
    String text = text(head, 0, Math.min(head.length, 256)).strip().toLowerCase(Locale.ROOT);
    if (text.startsWith("version https://git-lfs.github.com/spec/")) {
      return Optional.of(GIT_LFS);
    }
    boolean page = text.startsWith("<!doctype html") || text.startsWith("<html");
    return page ? Optional.of(HTML) : Optional.empty();
  }

  private static byte[] tail(byte[] head) {
    return Arrays.copyOfRange(head, 1, head.length);
  }

  private static boolean startsWith(byte[] head, byte[] start) {
    return head.length >= start.length
        && Arrays.equals(head, 0, start.length, start, 0, start.length);
  }

  private static String text(byte[] head, int from, int length) {
    return new String(head, from, length, StandardCharsets.ISO_8859_1);
  }
}
