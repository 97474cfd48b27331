package io.github.rrm4j.miniature;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.AtomicFiles;
import io.github.rrm4j.contracts.InvalidInput;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A Hugging Face model folder without weights: the architecture and the tokenizer of a Qwen2 model
 * that reads the miniature, of about 0.6M parameters at the usual width.
 *
 * <p>Source: {@code config.json}, {@code generation_config.json}, {@code tokenizer_config.json} and
 * {@code tokenizer.json} as transformers writes them for Qwen2.
 */
public final class MiniatureModelFolder {

  /** The usual width: {@code hidden_size}. */
  public static final int WIDTH = 128;

  /** Four heads, each with an even number of channels to turn. */
  public static final int WIDTH_MULTIPLE = 8;

  private static final int VOCABULARY_MULTIPLE = 16;
  private static final int LONGEST_SEQUENCE = 512;

  /** Opens the thinking in the prompt, as the template of the R1 distillations does. */
  private static final String CHAT_TEMPLATE =
      "{% for message in messages %}"
          + "{% if message['role'] == 'system' %}{{ message['content'] + '\\n' }}"
          + "{% elif message['role'] == 'user' %}{{ '<|user|>' + message['content'] }}"
          + "{% elif message['role'] == 'assistant' %}"
          + "{{ '<|assistant|>' + message['content'] + '<|end|>' }}"
          + "{% endif %}{% endfor %}"
          + "{% if add_generation_prompt %}{{ '<|assistant|><think>\\n' }}{% endif %}";

  private static final String CONFIG = "config.json";
  private static final String GENERATION = "generation_config.json";
  private static final String TOKENIZER = "tokenizer.json";
  private static final String TOKENIZER_CONFIG = "tokenizer_config.json";
  private static final List<String> NAMES =
      List.of(CONFIG, GENERATION, TOKENIZER, TOKENIZER_CONFIG);

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private MiniatureModelFolder() {}

  /**
   * Writes the files of a model of the usual width into {@code folder}.
   *
   * @throws InvalidInput if a file cannot be written
   */
  public static void write(Path folder) {
    write(folder, WIDTH);
  }

  /**
   * Writes the files into {@code folder}.
   *
   * @param width {@code hidden_size}, a multiple of {@value #WIDTH_MULTIPLE}
   * @throws InvalidInput if a file cannot be written
   */
  public static void write(Path folder, int width) {
    files(width)
        .forEach((name, text) -> AtomicFiles.output(folder.resolve(name), out -> out.write(text)));
  }

  /** Whether all files are there; a kill may have left some. */
  public static boolean isWhole(Path folder) {
    return NAMES.stream().map(folder::resolve).allMatch(Files::isRegularFile);
  }

  /**
   * The bytes of each file by its name; a function of the width alone.
   *
   * @throws IllegalArgumentException if the width is no multiple of {@value #WIDTH_MULTIPLE}
   */
  public static Map<String, byte[]> files(int width) {
    if (width < WIDTH_MULTIPLE || width % WIDTH_MULTIPLE != 0) {
      throw new IllegalArgumentException("width " + width);
    }
    MiniatureTokenizer tokenizer = new MiniatureTokenizer();
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put(CONFIG, bytes(config(tokenizer, width)));
    files.put(GENERATION, bytes(generationConfig(tokenizer)));
    files.put(TOKENIZER, bytes(tokenizer.json()));
    files.put(TOKENIZER_CONFIG, bytes(tokenizerConfig(tokenizer)));
    return files;
  }

  private static ObjectNode config(MiniatureTokenizer tokenizer, int width) {
    int multiples = (tokenizer.size() + VOCABULARY_MULTIPLE - 1) / VOCABULARY_MULTIPLE;
    ObjectNode config = JSON.objectNode();
    config.putArray("architectures").add("Qwen2ForCausalLM");
    config.put("attention_dropout", 0.0);
    config.setAll(specialIds(tokenizer));
    return config
        .put("hidden_act", "silu")
        .put("hidden_size", width)
        .put("initializer_range", 0.08)
        .put("intermediate_size", 3 * width)
        .put("max_position_embeddings", LONGEST_SEQUENCE)
        .put("model_type", "qwen2")
        .put("num_attention_heads", 4)
        .put("num_hidden_layers", 3)
        .put("num_key_value_heads", 2)
        .put("rms_norm_eps", 1e-6)
        .put("rope_theta", 10000.0)
        .put("tie_word_embeddings", true)
        .put("torch_dtype", "float32")
        .put("use_cache", true)
        .put("use_sliding_window", false)
        .put("vocab_size", multiples * VOCABULARY_MULTIPLE);
  }

  private static ObjectNode generationConfig(MiniatureTokenizer tokenizer) {
    return specialIds(tokenizer).put("do_sample", true).put("temperature", 1.0);
  }

  private static ObjectNode specialIds(MiniatureTokenizer tokenizer) {
    return JSON.objectNode()
        .put("bos_token_id", tokenizer.id(MiniatureTokenizer.END))
        .put("eos_token_id", tokenizer.id(MiniatureTokenizer.END))
        .put("pad_token_id", tokenizer.id(MiniatureTokenizer.PAD));
  }

  private static ObjectNode tokenizerConfig(MiniatureTokenizer tokenizer) {
    ObjectNode config = JSON.objectNode();
    config.put("add_bos_token", false).put("add_prefix_space", false);
    config.set("added_tokens_decoder", tokenizer.addedTokensDecoder());
    config
        .putArray("additional_special_tokens")
        .add(MiniatureTokenizer.USER)
        .add(MiniatureTokenizer.ASSISTANT);
    config.putNull("bos_token");
    return config
        .put("chat_template", CHAT_TEMPLATE)
        .put("clean_up_tokenization_spaces", false)
        .put("eos_token", MiniatureTokenizer.END)
        .put("errors", "replace")
        .put("model_max_length", LONGEST_SEQUENCE)
        .put("pad_token", MiniatureTokenizer.PAD)
        .put("split_special_tokens", false)
        .put("tokenizer_class", "PreTrainedTokenizerFast")
        .putNull("unk_token");
  }

  private static byte[] bytes(ObjectNode node) {
    DefaultIndenter lines = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter(
                Separators.createDefaultInstance()
                    .withObjectFieldValueSpacing(Separators.Spacing.AFTER))
            .withArrayIndenter(lines)
            .withObjectIndenter(lines);
    try {
      String text = new ObjectMapper().writer(printer).writeValueAsString(node) + "\n";
      return text.getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of JSON nodes can always be written", e);
    }
  }
}
