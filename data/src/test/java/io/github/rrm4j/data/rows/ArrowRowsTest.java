package io.github.rrm4j.data.rows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.airlift.compress.zstd.ZstdOutputStream;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.ArrowFiles;
import io.github.rrm4j.data.ArrowFiles.Form;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.data.PairSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.LargeVarCharVector;
import org.apache.arrow.vector.NullVector;
import org.apache.arrow.vector.UInt1Vector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.ViewVarCharVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.complex.impl.UnionListWriter;
import org.apache.arrow.vector.complex.impl.UnionMapWriter;
import org.apache.arrow.vector.compression.AbstractCompressionCodec;
import org.apache.arrow.vector.compression.CompressionCodec;
import org.apache.arrow.vector.compression.CompressionUtil.CodecType;
import org.apache.arrow.vector.compression.NoCompressionCodec;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryEncoder;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Arrow files and streams give the pairs that any other format gives. */
class ArrowRowsTest {

  @TempDir Path folder;

  /** Reads the pairs of a file, for a process without the flag. */
  public static void main(String[] arguments) {
    try {
      PairSource.of(arguments[0]).read();
    } catch (InvalidInput e) {
      System.out.println(e.getMessage());
    }
  }

  private static List<String> queries(Path file) {
    return PairSource.of(file.toString()).read().stream().map(Pair::query).toList();
  }

  private String refusal(Path file) {
    String message = assertThrows(InvalidInput.class, () -> queries(file)).getMessage();
    assertEquals(1, message.lines().count(), message);
    return message.replace(folder + "/", "");
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void aFileAndAStreamAreReadWhateverTheirNames(Form form) {
    for (String name : List.of("x.arrow", "x.feather", "x.jsonl", "x.parquet", "x")) {
      Path file = ArrowFiles.pairs(folder.resolve(name), form, "q\u00e9", "", "r");
      assertEquals(List.of("q\u00e9", "", "r"), queries(file), name);
      assertEquals(name + ":3", PairSource.of(file.toString()).read().get(2).id());
    }
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void allBatchesAreReadInTheirOrderAlsoEmptyOnes(Form form) {
    ArrowFiles.with(
        memory -> {
          List<List<FieldVector>> batches = new java.util.ArrayList<>();
          for (int[] part : new int[][] {{0, 0}, {0, 3}, {3, 3}, {3, 1000}, {1000, 1000}}) {
            String[] queries =
                IntStream.range(part[0], part[1]).mapToObj(i -> "q" + i).toArray(String[]::new);
            String[] a = new String[queries.length];
            Arrays.fill(a, "a");
            batches.add(
                List.of(
                    ArrowFiles.texts(memory, "prompt", queries),
                    ArrowFiles.texts(memory, "chosen", a),
                    ArrowFiles.texts(memory, "rejected", a)));
          }
          Path file =
              ArrowFiles.write(
                  folder.resolve("b.arrow"),
                  form,
                  batches,
                  new MapDictionaryProvider(),
                  NoCompressionCodec.Factory.INSTANCE,
                  CodecType.NO_COMPRESSION);
          assertEquals(IntStream.range(0, 1000).mapToObj(i -> "q" + i).toList(), queries(file));
        });
  }

  /** Packs buffers as other writers do. */
  private static final class Packing extends AbstractCompressionCodec {
    private final CodecType type;

    Packing(CodecType type) {
      this.type = type;
    }

    @Override
    protected ArrowBuf doCompress(BufferAllocator memory, ArrowBuf plain) {
      byte[] bytes = new byte[(int) plain.writerIndex()];
      plain.getBytes(0, bytes);
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      try (OutputStream out =
          type == CodecType.ZSTD
              ? new ZstdOutputStream(packed)
              : new FramedLZ4CompressorOutputStream(packed)) {
        out.write(bytes);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      ArrowBuf target = memory.buffer(Long.BYTES + packed.size());
      target.setBytes(Long.BYTES, packed.toByteArray());
      target.writerIndex(Long.BYTES + packed.size());
      return target;
    }

    @Override
    protected ArrowBuf doDecompress(BufferAllocator memory, ArrowBuf packed) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CodecType getCodecType() {
      return type;
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = CodecType.class,
      names = {"LZ4_FRAME", "ZSTD"})
  void packedBuffersAreUnpacked(CodecType type) {
    CompressionCodec.Factory packing =
        new CompressionCodec.Factory() {
          @Override
          public CompressionCodec createCodec(CodecType codec) {
            return new Packing(codec);
          }

          @Override
          public CompressionCodec createCodec(CodecType codec, int level) {
            return new Packing(codec);
          }
        };
    ArrowFiles.with(
        memory -> {
          String[] queries =
              IntStream.range(0, 2000).mapToObj(i -> "a long query " + i).toArray(String[]::new);
          Path file =
              ArrowFiles.write(
                  folder.resolve("p.feather"),
                  Form.FILE,
                  List.of(
                      List.of(
                          ArrowFiles.texts(memory, "prompt", queries),
                          ArrowFiles.texts(memory, "chosen", queries),
                          ArrowFiles.texts(memory, "rejected", queries))),
                  new MapDictionaryProvider(),
                  packing,
                  type);
          assertEquals(List.of(queries), queries(file));
        });
  }

  @Test
  void conversationsAreListsOfRecords() {
    ArrowFiles.with(
        memory -> {
          Path file =
              ArrowFiles.write(
                  folder.resolve("c.arrow"),
                  Form.STREAM,
                  List.of(
                      conversation(memory, "chosen", "good"),
                      conversation(memory, "rejected", "bad")));
          Pair pair = PairSource.of(file.toString()).read().get(0);
          assertEquals(
              List.of("q", "good", "bad"), List.of(pair.query(), pair.first(), pair.second()));
        });
  }

  private static ListVector conversation(BufferAllocator memory, String name, String answer) {
    ListVector list = ListVector.empty(name, memory);
    UnionListWriter writer = list.getWriter();
    writer.startList();
    for (String[] message : new String[][] {{"user", "q"}, {"assistant", answer}}) {
      writer.struct().start();
      writer.struct().varChar("role").writeVarChar(message[0]);
      writer.struct().varChar("content").writeVarChar(message[1]);
      writer.struct().end();
    }
    writer.endList();
    writer.setValueCount(1);
    return list;
  }

  @Test
  void aValueOfEachTypeIsTheSameAsInJson() {
    ArrowFiles.with(
        memory -> {
          Path file = ArrowFiles.write(folder.resolve("t.arrow"), Form.FILE, types(memory));
          try (Rows rows = new DataFile(file, "t.arrow").open(Set.of())) {
            assertEquals(
                "{\"text\":\"a\\u0000\\\"\",\"large\":\"b\",\"view\":\"a text that is longer than a view\","
                    + "\"bits\":true,\"int\":-7,\"long\":9007199254740993,\"byte\":255,"
                    + "\"ulong\":18446744073709551615,\"float\":0.5,\"double\":0.1,"
                    + "\"decimal\":12.50,\"bytes\":\"caf\u00e9\",\"odd\":\"/w==\",\"day\":\"2024-02-29\","
                    + "\"nothing\":null,\"struct\":{\"x\":1},\"map\":{\"k\":2}}",
                rows.next().object().toString().replace("\\u00E9", "\u00e9"));
            assertEquals(17, rows.next().object().size());
          }
        });
  }

  private static List<FieldVector> types(BufferAllocator memory) {
    LargeVarCharVector large = new LargeVarCharVector("large", memory);
    large.setSafe(0, "b".getBytes(StandardCharsets.UTF_8));
    ViewVarCharVector view = new ViewVarCharVector("view", memory);
    view.setSafe(0, "a text that is longer than a view".getBytes(StandardCharsets.UTF_8));
    BitVector bits = new BitVector("bits", memory);
    bits.setSafe(0, 1);
    IntVector whole = new IntVector("int", memory);
    whole.setSafe(0, -7);
    BigIntVector wide = new BigIntVector("long", memory);
    wide.setSafe(0, 9007199254740993L);
    UInt1Vector octet = new UInt1Vector("byte", memory);
    octet.setSafe(0, 255);
    UInt8Vector unsigned = new UInt8Vector("ulong", memory);
    unsigned.setSafe(0, -1L);
    Float4Vector single = new Float4Vector("float", memory);
    single.setSafe(0, 0.5f);
    DecimalVector decimal = new DecimalVector("decimal", memory, 10, 2);
    decimal.setSafe(0, new BigDecimal("12.50"));
    VarBinaryVector bytes = new VarBinaryVector("bytes", memory);
    bytes.setSafe(0, "caf\u00e9".getBytes(StandardCharsets.UTF_8));
    VarBinaryVector odd = new VarBinaryVector("odd", memory);
    odd.setSafe(0, new byte[] {(byte) 0xff});
    DateDayVector day = new DateDayVector("day", memory);
    day.setSafe(0, 19782);
    StructVector struct = StructVector.empty("struct", memory);
    struct.getWriter().start();
    struct.getWriter().integer("x").writeInt(1);
    struct.getWriter().end();
    MapVector map = MapVector.empty("map", memory, false);
    UnionMapWriter entries = map.getWriter();
    entries.startMap();
    entries.startEntry();
    entries.key().varChar().writeVarChar("k");
    entries.value().integer().writeInt(2);
    entries.endEntry();
    entries.endMap();
    List<FieldVector> all =
        List.of(
            ArrowFiles.texts(memory, "text", "a\u0000\"", null),
            large,
            view,
            bits,
            whole,
            wide,
            octet,
            unsigned,
            single,
            ArrowFiles.numbers(memory, "double", 0.1),
            decimal,
            bytes,
            odd,
            day,
            new NullVector("nothing"),
            struct,
            map);
    all.forEach(vector -> vector.setValueCount(2));
    return all;
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void textsInADictionaryAreLookedUp(Form form) {
    ArrowFiles.with(
        memory -> {
          DictionaryEncoding encoding = new DictionaryEncoding(7, false, null);
          VarCharVector words = ArrowFiles.texts(memory, "words", "b", "a");
          Dictionary dictionary = new Dictionary(words, encoding);
          try (VarCharVector plain = ArrowFiles.texts(memory, "chosen", "a", "b", "a");
              VarCharVector kept = words) {
            FieldVector coded = (FieldVector) DictionaryEncoder.encode(plain, dictionary);
            MapDictionaryProvider dictionaries = new MapDictionaryProvider(dictionary);
            Path file =
                ArrowFiles.write(
                    folder.resolve("d.arrow"),
                    form,
                    List.of(
                        List.of(
                            ArrowFiles.texts(memory, "prompt", "1", "2", "3"),
                            coded,
                            ArrowFiles.texts(memory, "rejected", "x", "x", "x"))),
                    dictionaries,
                    NoCompressionCodec.Factory.INSTANCE,
                    CodecType.NO_COMPRESSION);
            assertEquals(
                List.of("a", "b", "a"),
                PairSource.of(file.toString()).read().stream().map(Pair::first).toList());
            assertEquals(2, kept.getValueCount());
          }
        });
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void whatIsCutOffAnywhereIsRefusedAndNeverReadInPart(Form form) throws IOException {
    Path whole = ArrowFiles.pairs(folder.resolve("w.arrow"), form, "q", "r", "s");
    byte[] bytes = Files.readAllBytes(whole);
    Path cut = folder.resolve("cut.arrow");
    for (int length = 1; length < bytes.length; length += length > bytes.length - 40 ? 1 : 7) {
      Files.write(cut, Arrays.copyOf(bytes, length));
      String message = refusal(cut);
      assertTrue(message.startsWith("cut.arrow"), length + ": " + message);
    }
    if (form == Form.STREAM) {
      Files.write(cut, Arrays.copyOf(bytes, bytes.length + 8));
      assertTrue(refusal(cut).contains("it goes on after the mark of its end"));
      Files.write(cut, Arrays.copyOf(bytes, bytes.length - 8));
      assertTrue(refusal(cut).contains("it ends without the mark of its end"));
    }
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void damagedArrowIsReadOrRefusedButNeverEndsTheProcess(Form form) throws IOException {
    byte[] bytes =
        Files.readAllBytes(ArrowFiles.pairs(folder.resolve("w.arrow"), form, "q", "r", "s"));
    Path bad = folder.resolve("bad.arrow");
    int refused = 0;
    for (int trial = 0; trial < 300; trial++) {
      Key key = Key.of(trial, "damage");
      byte[] damaged = bytes.clone();
      for (int i = 0; i < 3; i++) {
        damaged[key.below(i, bytes.length)] = (byte) key.below(10 + i, 256);
      }
      Files.write(bad, damaged);
      try {
        queries(bad);
      } catch (InvalidInput e) {
        assertEquals(1, e.getMessage().lines().count(), e.getMessage());
        assertTrue(e.getMessage().startsWith(bad.toString()), e.getMessage());
        refused++;
      }
    }
    assertTrue(refused > 100, refused + " refused");
  }

  @Test
  void aColumnThatIsMissingOrNoTextIsNamed() {
    ArrowFiles.with(
        memory -> {
          ArrowFiles.write(
              folder.resolve("m.arrow"),
              Form.FILE,
              List.of(
                  ArrowFiles.texts(memory, "prompt", "q", null),
                  ArrowFiles.texts(memory, "chosen", "a", "a"),
                  ArrowFiles.texts(memory, "rejected", "b", "b")));
          ArrowFiles.write(
              folder.resolve("n.arrow"),
              Form.FILE,
              List.of(ArrowFiles.texts(memory, "Prompt", "q")));
        });
    assertEquals(
        "m.arrow: row 2: field 'prompt' is missing, must be a string, add it",
        refusal(folder.resolve("m.arrow")));
    String message = refusal(folder.resolve("n.arrow"));
    assertTrue(message.startsWith("n.arrow: has the columns Prompt, must have some of"), message);
    assertTrue(message.contains(" in exactly this case, map them"), message);
  }

  @Test
  void aJavaWithoutTheFlagIsToldWhichOne() throws IOException, InterruptedException {
    Path file = ArrowFiles.pairs(folder.resolve("x.arrow"), Form.STREAM, "q");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                ArrowRowsTest.class.getName(),
                file.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(1, TimeUnit.MINUTES));
    assertEquals(
        file
            + ": Arrow needs the access to buffers, start Java with"
            + " --add-opens=java.base/java.nio=ALL-UNNAMED",
        said.strip());
  }

  @Test
  void theFolderOfASavedDatasetIsTheFilesOfItsState() throws IOException {
    for (String name :
        List.of("data-00001-of-00002.arrow", "data-00000-of-00002.arrow", "cache-1f.arrow")) {
      ArrowFiles.pairs(folder.resolve(name), Form.STREAM, name);
    }
    Files.writeString(folder.resolve("dataset_info.json"), "{}");
    Path state = folder.resolve("state.json");
    Files.write(state, state("data-00001-of-00002.arrow", "data-00000-of-00002.arrow"));
    assertEquals(
        List.of("data-00001-of-00002.arrow", "data-00000-of-00002.arrow"), queries(folder));
    Files.write(state, state("data-00000-of-00002.arrow", "data-00009-of-00002.arrow"));
    assertTrue(
        assertThrows(InvalidInput.class, () -> queries(folder))
            .getMessage()
            .startsWith(
                state + ": names the file 'data-00009-of-00002.arrow', which is not there"));
    Files.writeString(
        state,
        "{\"_data_files\":[{\"filename\":\"data-00000-of-00002.arrow\"}],"
            + "\"_indices_data_files\":[{\"filename\":\"indices.arrow\"}]}");
    assertTrue(
        assertThrows(InvalidInput.class, () -> queries(folder))
            .getMessage()
            .startsWith(state + ": picks rows by an index"));
  }

  private static byte[] state(String... files) {
    var list = Json.list();
    for (String file : files) {
      list.addObject().put("filename", file);
    }
    return Json.line(Json.object().set("_data_files", list));
  }
}
