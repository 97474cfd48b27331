package io.github.rrm4j.model.gguf;

import io.github.rrm4j.checkpoints.DType;
import io.github.rrm4j.checkpoints.HuggingFaceFolder;
import io.github.rrm4j.checkpoints.Safetensors;
import io.github.rrm4j.checkpoints.TensorInfo;
import io.github.rrm4j.contracts.AtomicFiles;
import io.github.rrm4j.contracts.DiskError;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.model.Architecture;
import io.github.rrm4j.model.Head;
import io.github.rrm4j.model.ModelConfig;
import io.github.rrm4j.model.ModelConfig.Role;
import io.github.rrm4j.model.ModelConfig.TensorSpec;
import io.github.rrm4j.model.ModelText;
import io.github.rrm4j.model.Notices;
import io.github.rrm4j.model.Rope;
import io.github.rrm4j.model.Tokenizer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Writes a model folder as one GGUF file, for llama.cpp and Ollama. Vectors stay fp32; a row at a
 * time is in memory.
 *
 * <p>Source: llama.cpp, {@code llama-arch.cpp} for the names of tensors and keys, {@code
 * convert_hf_to_gguf.py} for the order of the rows of q and k of Llama.
 *
 * @param source whole weights
 * @param type of the matrices
 */
public record GgufExport(Path source, GgufType type) {

  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("input_layernorm", "attn_norm"),
          Map.entry("self_attn.q_proj", "attn_q"),
          Map.entry("self_attn.k_proj", "attn_k"),
          Map.entry("self_attn.v_proj", "attn_v"),
          Map.entry("self_attn.o_proj", "attn_output"),
          Map.entry("self_attn.q_norm", "attn_q_norm"),
          Map.entry("self_attn.k_norm", "attn_k_norm"),
          Map.entry("pre_feedforward_layernorm", "ffn_norm"),
          Map.entry("post_feedforward_layernorm", "post_ffw_norm"),
          Map.entry("mlp.gate_proj", "ffn_gate"),
          Map.entry("mlp.up_proj", "ffn_up"),
          Map.entry("mlp.down_proj", "ffn_down"));

  /**
   * Writes the file, whole or not at all.
   *
   * @throws InvalidInput if the model is no language model, its tokenizer of no known kind, or a
   *     weight is missing
   */
  public void write(Path file, String name) {
    HuggingFaceFolder folder = new HuggingFaceFolder(source);
    ModelConfig config = ModelConfig.read(folder.config());
    if (config.head() != Head.TOKENS) {
      throw new InvalidInput(source + ": is a reward model, must be a language model");
    }
    GgufWriter gguf = new GgufWriter();
    describe(gguf, config, name);
    if (config.architecture() == Architecture.GEMMA2) {
      GgufGemma2.describe(gguf, source, config);
    }
    describeTokens(gguf, config);
    Map<String, Safetensors> opened = new TreeMap<>();
    try {
      for (Path weights : folder.weightFiles()) {
        Safetensors open = Safetensors.open(weights);
        open.tensors().keySet().forEach(tensor -> opened.put(tensor, open));
      }
      List<GgufWriter.Tensor> tensors = new ArrayList<>();
      for (TensorSpec spec : config.tensors()) {
        tensors.add(tensor(spec, config, opened));
      }
      ropeFactors(config).ifPresent(tensors::add);
      AtomicFiles.output(file, out -> gguf.write(out, tensors));
    } finally {
      opened.values().forEach(Safetensors::close);
    }
  }

  private void describe(GgufWriter gguf, ModelConfig config, String name) {
    String arch = config.architecture().modelType();
    gguf.put("general.architecture", arch)
        .put("general.name", name)
        .put("general.file_type", fileType())
        .put(arch + ".context_length", config.maxPositions())
        .put(arch + ".embedding_length", config.hidden())
        .put(arch + ".block_count", config.layers())
        .put(arch + ".feed_forward_length", config.intermediate())
        .put(arch + ".attention.head_count", config.heads())
        .put(arch + ".attention.head_count_kv", config.kvHeads())
        .put(arch + ".attention.key_length", config.headDim())
        .put(arch + ".attention.value_length", config.headDim())
        .put(arch + ".attention.layer_norm_rms_epsilon", (float) config.normEps())
        .put(arch + ".rope.dimension_count", config.headDim())
        .put(arch + ".rope.freq_base", (float) config.rope().theta())
        .put(arch + ".vocab_size", config.vocab());
    if (config.rope().scaling() instanceof Rope.Yarn yarn) {
      gguf.put(arch + ".rope.scaling.type", "yarn")
          .put(arch + ".rope.scaling.factor", (float) yarn.factor())
          .put(arch + ".rope.scaling.original_context_length", yarn.original())
          .put(arch + ".rope.scaling.yarn_beta_fast", (float) yarn.betaFast())
          .put(arch + ".rope.scaling.yarn_beta_slow", (float) yarn.betaSlow());
    }
  }

  /** llama.cpp's number of "mostly this type". */
  private int fileType() {
    return switch (type) {
      case F32 -> 0;
      case F16 -> 1;
      case Q8_0 -> 7;
      case BF16 -> 32;
    };
  }

  private void describeTokens(GgufWriter gguf, ModelConfig config) {
    Path file = source.resolve("tokenizer.json");
    try {
      GgufTokenizer tokens = GgufTokenizer.of(file, Json.read(file), config.vocab());
      tokens.writeTo(gguf);
      if (tokens.split().isEmpty()) {
        Notices.say(
            file,
            List.of(
                "llama.cpp has no rule that splits texts as this tokenizer does: texts become other tokens there; send token ids, as --engine-url does"));
      }
    } catch (IOException e) {
      throw DiskError.unreadable(file, e);
    }
    ModelText text = ModelText.of(source);
    try (Tokenizer tokenizer = text.tokenizer()) {
      gguf.put("tokenizer.ggml.eos_token_id", tokenizer.endId());
      if (tokenizer.endIds().size() > 1) {
        tokenizer.endIds().stream()
            .filter(id -> id != tokenizer.endId())
            .findFirst()
            .ifPresent(other -> gguf.put("tokenizer.ggml.eot_token_id", other));
      }
    }
    gguf.put("tokenizer.chat_template", text.chatTemplate());
  }

  /** Llama 3's stretched wavelengths: what each frequency is divided by. */
  private static Optional<GgufWriter.Tensor> ropeFactors(ModelConfig config) {
    if (!(config.rope().scaling() instanceof Rope.Llama3)) {
      return Optional.empty();
    }
    float[] scaled = config.rope().frequencies(config.headDim());
    float[] plain =
        new Rope(config.rope().theta(), new Rope.Unscaled()).frequencies(config.headDim());
    ByteBuffer factors = buffer(scaled.length * Float.BYTES);
    for (int i = 0; i < scaled.length; i++) {
      factors.putFloat(plain[i] / scaled[i]);
    }
    return Optional.of(
        new GgufWriter.Tensor(
            "rope_freqs.weight",
            GgufType.F32,
            List.of(scaled.length),
            out -> out.write(factors.array())));
  }

  private GgufWriter.Tensor tensor(
      TensorSpec spec, ModelConfig config, Map<String, Safetensors> opened) {
    Safetensors file = opened.get(spec.name());
    if (file == null) {
      throw new InvalidInput(source + ": the tensor " + spec.name() + " is missing; copy it again");
    }
    TensorInfo info = file.tensors().get(spec.name());
    boolean vector = spec.role() == Role.SCALE;
    int rows = vector ? 1 : spec.shape().get(0);
    int columns = vector ? spec.shape().get(0) : spec.role() == Role.BIAS ? 1 : spec.shape().get(1);
    GgufType own = spec.role() == Role.MATRIX ? type.of(columns) : GgufType.F32;
    int heads = interleavedHeads(spec.name(), config);
    int offset = vector ? config.architecture().normOffset() : 0;
    return new GgufWriter.Tensor(
        name(spec.name(), config.architecture()),
        own,
        spec.shape(),
        out -> {
          for (int row = 0; row < rows; row++) {
            int from = heads == 0 ? row : interleaved(row, rows / heads);
            write(plus(offset, read(file, info, from, columns)), own, out);
          }
        });
  }

  /** Heads of which llama.cpp wants the two halves interleaved: q and k of Llama; else 0. */
  private static int interleavedHeads(String name, ModelConfig config) {
    if (config.architecture() != Architecture.LLAMA) {
      return 0;
    }
    return name.contains("q_proj")
        ? config.heads()
        : name.contains("k_proj") ? config.kvHeads() : 0;
  }

  /** The row that comes to a place when the two halves of each head are interleaved. */
  static int interleaved(int row, int headDim) {
    int within = row % headDim;
    return row - within + within / 2 + within % 2 * (headDim / 2);
  }

  /** llama.cpp's conversion adds the offset of norms to their scales. */
  private static float[] plus(int offset, float[] values) {
    for (int i = 0; offset != 0 && i < values.length; i++) {
      values[i] += offset;
    }
    return values;
  }

  /** {@code model.layers.3.mlp.up_proj.weight} is {@code blk.3.ffn_up.weight}. */
  static String name(String tensor, Architecture architecture) {
    return switch (tensor) {
      case "model.embed_tokens.weight" -> "token_embd.weight";
      case "model.norm.weight" -> "output_norm.weight";
      case "lm_head.weight" -> "output.weight";
      default -> {
        String[] parts = tensor.split("\\.", 4);
        int kind = parts[3].lastIndexOf('.');
        String own = parts[3].substring(0, kind);
        String after = architecture.outerNorms() ? "post_attention_norm" : "ffn_norm";
        String module = own.equals("post_attention_layernorm") ? after : NAMES.get(own);
        yield Text.format("blk.%s.%s%s", parts[2], module, parts[3].substring(kind));
      }
    };
  }

  private static float[] read(Safetensors file, TensorInfo info, int row, int columns) {
    int width = info.dtype().bytes();
    ByteBuffer bytes = buffer(columns * width);
    file.read(info, (long) row * columns * width, bytes);
    bytes.flip();
    float[] values = new float[columns];
    for (int i = 0; i < columns; i++) {
      values[i] =
          info.dtype() == DType.F32
              ? bytes.getFloat()
              : info.dtype() == DType.F16
                  ? Half.toFloat(bytes.getShort())
                  : Float.intBitsToFloat(bytes.getShort() << 16);
    }
    return values;
  }

  private static void write(float[] row, GgufType type, OutputStream out) throws IOException {
    ByteBuffer bytes = buffer((int) type.bytes(row.length));
    for (int i = 0; i < row.length; i += type.block) {
      type.put(row, i, bytes);
    }
    out.write(bytes.array());
  }

  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Writes a Modelfile for Ollama beside the file.
   *
   * @param temperature that the judge is sampled with
   */
  public static void writeModelfile(Path file, double temperature) throws IOException {
    Files.writeString(
        file.resolveSibling("Modelfile"),
        Text.format(
            "FROM ./%s\n"
                + "# Ollama has templates of its own: send whole prompts, with \"raw\": true.\n"
                + "TEMPLATE {{ .Prompt }}\n"
                + "PARAMETER temperature %s\n",
            file.getFileName(), temperature));
  }
}
