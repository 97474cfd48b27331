package io.github.rrm4j.model.gguf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.model.Architecture;
import io.github.rrm4j.model.ModelConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Parts of a GGUF file; judging's LlamaServerTest lets llama.cpp read whole ones. */
class GgufTest {

  /** Bits by the definition of IEEE 754's binary16. */
  @ParameterizedTest
  @CsvSource({
    "0, 0000",
    "1, 3C00",
    "-2, C000",
    "65504, 7BFF",
    "65519.9, 7BFF",
    "65520, 7C00",
    "1e9, 7C00",
    "6.103515625e-5, 0400",
    "5.9604645e-8, 0001",
    "2.9e-8, 0000",
    "0.333333333, 3555",
    "1.00048828125, 3C00",
    "1.00146484375, 3C02",
    "-0.0, 8000",
    "NaN, 7E00"
  })
  void halvesAreRoundedToTheNearestEven(float value, String bits) {
    short half = Half.of(value);
    assertEquals(Integer.parseInt(bits, 16), half & 0xFFFF);
  }

  @Test
  void everyHalfComesBack() {
    for (int bits = 0; bits < 0x7C00; bits++) {
      assertEquals((short) bits, Half.of(Half.toFloat((short) bits)));
      assertEquals((short) (bits | 0x8000), Half.of(Half.toFloat((short) (bits | 0x8000))));
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 3F80", "1.00390625, 3F80", "1.01171875, 3F82", "NaN, 7FC0"})
  void brainFloatsAreRoundedToTheNearestEven(float value, String bits) {
    assertEquals(Integer.parseInt(bits, 16), Half.brain(value) & 0xFFFF);
  }

  @Test
  void aBlockOfEightBitsHasItsOwnScale() {
    float[] row = new float[32];
    row[0] = -12.7f;
    row[1] = 6.35f;
    ByteBuffer block = ByteBuffer.allocate(34).order(ByteOrder.LITTLE_ENDIAN);
    GgufType.Q8_0.put(row, 0, block);
    assertEquals(0.1f, Half.toFloat(block.getShort(0)), 1e-4f);
    assertEquals(-127, block.get(2));
    assertEquals(64, block.get(3)); // 63.5 is rounded up
    assertEquals(0, block.get(4));
    assertEquals(GgufType.F16, GgufType.Q8_0.of(48));
  }

  @Test
  void halvesOfAHeadAreInterleaved() {
    int[] rows = IntStream.range(0, 8).map(row -> GgufExport.interleaved(row, 4)).toArray();
    assertArrayEquals(new int[] {0, 2, 1, 3, 4, 6, 5, 7}, rows);
  }

  @Test
  void tensorsHaveLlamasNames() {
    assertEquals("blk.11.ffn_up.weight", name("model.layers.11.mlp.up_proj.weight"));
    assertEquals("blk.0.attn_q.bias", name("model.layers.0.self_attn.q_proj.bias"));
    assertEquals("blk.2.ffn_norm.weight", name("model.layers.2.post_attention_layernorm.weight"));
    assertEquals("output.weight", name("lm_head.weight"));
    assertEquals(
        "blk.2.post_attention_norm.weight",
        GgufExport.name("model.layers.2.post_attention_layernorm.weight", Architecture.GEMMA2));
    assertEquals(
        "blk.2.ffn_norm.weight",
        GgufExport.name("model.layers.2.pre_feedforward_layernorm.weight", Architecture.GEMMA2));
  }

  private static String name(String tensor) {
    return GgufExport.name(tensor, Architecture.QWEN2);
  }

  /** What llama.cpp takes for granted of Gemma 2. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gemma2-4-2 | query_pre_attn_scalar is 7, must be 12.0 in llama.cpp",
        "gemma2-untied-4-1 | query_pre_attn_scalar is 16, must be 8.0 in llama.cpp"
      })
  void aGemmaTwoThatLlamaCppWouldComputeInAnotherWayIsRefused(String name, String message) {
    Path source = Path.of("src/test/resources/golden", name);
    ModelConfig config = ModelConfig.read(source.resolve("config.json"));
    InvalidInput error =
        assertThrows(
            InvalidInput.class, () -> GgufGemma2.describe(new GgufWriter(), source, config));
    assertEquals(
        source + ": " + message + "; export it as a Hugging Face folder", error.getMessage());
  }

  @ParameterizedTest
  @CsvSource({"llama2, true, default", "llama2-first, true,", "gemma, false, default"})
  void aTokenizerFromSentencePieceHasBytesAndPrefix(String name, boolean prefix, String split)
      throws IOException {
    Path file = Path.of("src/test/resources/tokenizers", name, "tokenizer.json");
    GgufTokenizer tokenizer = GgufTokenizer.of(file, Json.read(file), 700);
    assertEquals(Optional.of(prefix), tokenizer.prefix());
    assertEquals(Optional.ofNullable(split), tokenizer.split());
    assertEquals(256, tokenizer.types().stream().filter(type -> type == 6).count());
    assertEquals(2, tokenizer.types().get(tokenizer.tokens().indexOf("<unk>")));
    String first = name.equals("gemma") ? "<pad>" : "<s>";
    assertEquals(3, tokenizer.types().get(tokenizer.tokens().indexOf(first)));
  }

  @Test
  void aFileIsLaidOutAsTheFormatSays() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new GgufWriter()
        .put("a.key", 7)
        .put("texts", List.of("x"))
        .write(
            out,
            List.of(
                new GgufWriter.Tensor(
                    "t", GgufType.F32, List.of(2, 3), to -> to.write(new byte[24]))));
    ByteBuffer file = ByteBuffer.wrap(out.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
    assertEquals("GGUF", text(file, 4));
    assertEquals(3, file.getInt());
    assertEquals(1, file.getLong());
    assertEquals(2, file.getLong());
    assertEquals("a.key", text(file, (int) file.getLong()));
    assertEquals(4, file.getInt());
    assertEquals(7, file.getInt());
    assertEquals("texts", text(file, (int) file.getLong()));
    assertEquals(9, file.getInt());
    assertEquals(8, file.getInt());
    assertEquals(1, file.getLong());
    assertEquals("x", text(file, (int) file.getLong()));
    assertEquals("t", text(file, (int) file.getLong()));
    assertEquals(2, file.getInt());
    assertEquals(3, file.getLong()); // columns first
    assertEquals(2, file.getLong());
    assertEquals(0, file.getInt());
    assertEquals(0, file.getLong());
    int data = (file.position() + 31) / 32 * 32;
    assertEquals(data + 32, file.capacity());
  }

  @Test
  void aTokenizerThatSplitsAsQwenIsCalledSo() throws IOException {
    String qwen =
        "{'pre_tokenizer':{'pretokenizers':[{'type':'Split','pattern':{'Regex':'(?i:\\'s|\\'t|\\'re|\\'ve|\\'m|\\'ll|\\'d)|[^\\\\r\\\\n\\\\p{L}\\\\p{N}]?\\\\p{L}+|\\\\p{N}| ?[^\\\\s\\\\p{L}\\\\p{N}]+[\\\\r\\\\n]*|\\\\s*[\\\\r\\\\n]+|\\\\s+(?!\\\\S)|\\\\s+'}},{'type':'ByteLevel'}]},'model':{'type':'BPE','vocab':{'a':0,'b':1},'merges':[['a','b']]},'added_tokens':[{'id':2,'content':'<end>','special':true}]}";
    String json = qwen.replace("\\'", "\u0001").replace('\'', '"').replace("\u0001", "'");
    GgufTokenizer tokens = GgufTokenizer.of(Path.of("t"), Json.parse(json), 5);
    assertEquals(List.of("a", "b", "<end>", "[PAD3]", "[PAD4]"), tokens.tokens());
    assertEquals(List.of(1, 1, 3, 5, 5), tokens.types());
    assertEquals(List.of("a b"), tokens.merges());
    assertEquals(Optional.of("qwen2"), tokens.split());
    InvalidInput e =
        assertThrows(InvalidInput.class, () -> GgufTokenizer.of(Path.of("t"), Json.parse(json), 2));
    assertTrue(e.getMessage().contains("'<end>' has the id 2, the model has 2 tokens"));
  }

  private static String text(ByteBuffer from, int length) {
    byte[] bytes = new byte[length];
    from.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
