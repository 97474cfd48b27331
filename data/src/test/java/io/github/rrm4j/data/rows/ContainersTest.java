package io.github.rrm4j.data.rows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.airlift.compress.zstd.ZstdOutputStream;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.data.PairSource;
import io.github.rrm4j.data.Side;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A file gives the same pairs however it is packed, encoded and separated, or says why not. */
class ContainersTest {

  private static final Pair PAIR =
      new Pair("i", "s", "Caf\u00e9; \u4e2d, \ud83d\ude00\u2028now", "a", "b", Side.FIRST);

  private static final String LINE =
      Text.format(
          "{\"id\":\"i\",\"section\":\"s\",\"prompt\":\"%s\",\"chosen\":\"a\",\"rejected\":\"b\"}",
          PAIR.query());

  private static final Map<String, String> TEXTS =
      Map.of(
          "jsonl",
          LINE + "\n",
          "json",
          "[" + LINE + "]",
          "csv",
          Text.format("id,section,prompt,chosen,rejected\r\ni,s,\"%s\",a,b\r\n", PAIR.query()),
          "tsv",
          Text.format("id\tsection\tprompt\tchosen\trejected\ni\ts\t%s\ta\tb", PAIR.query()));

  @TempDir Path folder;

  private interface Packing {
    OutputStream of(OutputStream out) throws IOException;
  }

  private static final Map<String, Packing> PACKINGS =
      Map.of(
          "gz", GZIPOutputStream::new,
          "bz2", BZip2CompressorOutputStream::new,
          "zst", ZstdOutputStream::new);

  private static byte[] packed(String ending, byte[] bytes) {
    ByteArrayOutputStream target = new ByteArrayOutputStream();
    try (OutputStream out = PACKINGS.get(ending).of(target)) {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return target.toByteArray();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] joined(byte[] a, byte[] b) {
    byte[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }

  private Path file(String name, byte[] bytes) {
    try {
      return Files.write(folder.resolve(name), bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Pair> read(String name, byte[] bytes) {
    return PairSource.of(file(name, bytes).toString()).read();
  }

  private String refusal(String name, byte[] bytes) {
    String message = assertThrows(InvalidInput.class, () -> read(name, bytes)).getMessage();
    assertEquals(1, message.lines().count(), message);
    return message.replace(folder + "/", "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gz", "bz2", "zst"})
  void aPackedFileIsReadByItsFirstBytesWhateverItsName(String packing) {
    TEXTS.forEach(
        (ending, text) -> {
          byte[] bytes = packed(packing, utf8(text));
          assertEquals(List.of(PAIR), read("x." + ending + "." + packing, bytes), ending);
          assertEquals(List.of(PAIR), read("x." + ending, bytes), ending + " without .gz");
        });
    assertEquals(List.of(PAIR), read("plain.jsonl." + packing, utf8(LINE)), "not packed at all");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gz", "bz2", "zst"})
  void filesThatWerePackedApartAndJoinedAreReadToTheEnd(String packing) {
    byte[] one = packed(packing, utf8(LINE.replace("\"i\"", "\"1\"") + "\n"));
    byte[] two = packed(packing, utf8(LINE + "\n"));
    assertEquals(2, read("x.jsonl." + packing, joined(one, two)).size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"gz", "bz2", "zst"})
  void aPackedFileThatIsCutOffOrDamagedIsRefusedAndNeverReadInPart(String packing) {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 5000; i++) {
      lines
          .append(LINE.replace("\"i\"", "\"" + i + " " + Key.of(i, "x").bits(0) + "\""))
          .append('\n');
    }
    byte[] whole = packed(packing, utf8(lines.toString()));
    for (int cut : new int[] {1, 2, 4, 9, 100, whole.length / 2, whole.length - 20}) {
      String message = refusal("x.jsonl." + packing, Arrays.copyOf(whole, whole.length - cut));
      assertTrue(message.startsWith("x.jsonl." + packing + ": cannot be read ("), message);
    }
    byte[] damaged = whole.clone();
    damaged[whole.length / 2] ^= 0x55;
    assertTrue(refusal("x.jsonl." + packing, damaged).startsWith("x.jsonl." + packing + ":"));
  }

  @ParameterizedTest
  @CsvSource({
    "UTF-16LE,fffe",
    "UTF-16BE,feff",
    "UTF-32LE,fffe0000",
    "UTF-32BE,0000feff",
    "UTF-8,efbbbf"
  })
  void textWithAByteOrderMarkIsReadInItsEncoding(String charset, String mark) {
    byte[] start = HexFormat.of().parseHex(mark);
    TEXTS.forEach(
        (ending, text) -> {
          byte[] bytes = joined(start, text.getBytes(Charset.forName(charset)));
          assertEquals(List.of(PAIR), read("x." + ending, bytes), ending);
          assertEquals(List.of(PAIR), read("x." + ending + ".bz2", packed("bz2", bytes)), ending);
        });
  }

  @Test
  void brokenOrUnmarkedUtf16IsRefused() {
    byte[] marked =
        joined(new byte[] {(byte) 0xff, (byte) 0xfe}, LINE.getBytes(StandardCharsets.UTF_16LE));
    assertTrue(
        refusal("x.jsonl", Arrays.copyOf(marked, marked.length - 1))
            .startsWith("x.jsonl: cannot be read (is not UTF-16"));
    String message = refusal("x.csv", "prompt,chosen".getBytes(StandardCharsets.UTF_16LE));
    assertTrue(message.startsWith("x.csv: looks like UTF-16 without a byte order mark"), message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"jsonl", "json", "csv", "tsv"})
  void textOfAWindowsCodePageIsRefusedWithItsLineAndTheRemedy(String ending) {
    String text = TEXTS.get(ending).replaceAll("[^\\x00-\u00ff]", "");
    String message = refusal("x." + ending, text.getBytes(StandardCharsets.ISO_8859_1));
    int line = ending.endsWith("sv") ? 2 : 1;
    assertEquals(
        Text.format(
            "x.%s:%d: is not UTF-8 (byte 0xE9), must be UTF-8, save the file as such (from Windows-1252: iconv -f CP1252 -t UTF-8)",
            ending, line),
        message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "x.csv ~ prompt;chosen;rejected|'Name; a fruit, please';Apple;Stone",
        "x.csv ~ 'prompt';'chosen';'rejected'|Name; a fruit, please;Apple;Stone",
        "x.tsv ~ prompt,chosen,rejected|'Name; a fruit, please',Apple,Stone",
      })
  void theSeparatorIsTheOneOfTheHeader(String name, String text) {
    String quoted =
        text.contains("'prompt'")
            ? text.replace("Name; a fruit, please", "'Name; a fruit, please'")
            : text;
    Pair pair = read(name, utf8(quoted.replace('\'', '"').replace('|', '\n'))).get(0);
    assertEquals(
        List.of("Name; a fruit, please", "Apple", "Stone"),
        List.of(pair.query(), pair.first(), pair.second()));
  }

  @Test
  void tabsAndBarsSeparateWhereTheHeaderHasNoComma() {
    for (String separator : List.of("\t", "|", ";")) {
      String text = "prompt,chosen,rejected\nq x,a,b\n".replace(",", separator);
      assertEquals("a", read("x.csv", utf8(text)).get(0).first());
    }
    String message = refusal("x.csv", utf8("prompt,chosen;rejected\nq,a;b\n"));
    assertTrue(message.startsWith("x.csv: row 1: "), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "x.jsonl.xz ~ fd377a585a0000 ~ is an xz archive, which is not read; unpack it",
        "x.xlsx ~ 504b0304140000 ~ is a zip archive or an Excel workbook, which is not read; unpack",
        "x.csv ~ 504b0304140000 ~ is a zip archive or an Excel workbook",
        "x.xls ~ d0cf11e0a1b11ae1 ~ is an old Excel workbook, which is not read; save the sheet",
        "x.7z ~ 377abcaf271c0000 ~ is a 7z archive",
        "x.rar ~ 526172211a0700 ~ is a RAR archive",
        "x.lz4 ~ 04224d18644000 ~ is an LZ4 archive",
        "x.pkl ~ 80049500000000 ~ is a Python pickle, which is not read; write it as Parquet",
        "x.h5 ~ 894844460d0a1a0a ~ is an HDF5 file",
        "x.npy ~ 934e554d50590100 ~ is a NumPy file",
        "x.db ~ 53514c69746520666f726d61742033 ~ is an SQLite database",
        "x.avro ~ 4f626a0104 ~ is an Avro file",
        "x.orc ~ 4f524303 ~ is an ORC file",
        "x.feather ~ 46454131 ~ is a Feather file of version 1",
        "x.pdf ~ 255044462d312e37 ~ is a PDF",
        "x.jsonl.zst ~ 502a4d1804000000 ~ is Zstandard in skippable frames (pzstd)",
        "x.parquet ~ 76657273696f6e2068747470733a2f2f6769742d6c66732e6769746875622e636f6d2f737065632f7631 ~ is a Git LFS pointer, not the data",
        "x.json ~ 0a3c21444f43545950452068746d6c3e ~ is a web page, not the data",
        "x.arrow ~ 68656c6c6f20776f726c64 ~ does not begin as an Arrow file or stream does",
      })
  void whatIsNotReadIsNamed(String name, String bytes, String reason) {
    String message = refusal(name, HexFormat.of().parseHex(bytes));
    assertTrue(message.startsWith(name + ": " + reason), message);
  }

  @Test
  void whatIsPackedInsideIsNamedToo() {
    byte[] tar = new byte[1024];
    System.arraycopy(utf8("ustar"), 0, tar, 257, 5);
    tar[0] = 'x';
    tar[1] = 'y';
    assertTrue(refusal("x.tar.gz", packed("gz", tar)).startsWith("x.tar.gz: is a tar archive"));
    assertTrue(
        refusal("x.gz", packed("gz", packed("gz", utf8(LINE))))
            .startsWith("x.gz: is packed, and what is in it is gzip"));
    assertTrue(
        refusal("x.parquet.gz", packed("gz", utf8("PAR1....")))
            .startsWith("x.parquet.gz: is packed, and what is in it is Parquet"));
  }
}
