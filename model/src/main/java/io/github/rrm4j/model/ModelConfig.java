package io.github.rrm4j.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.rrm4j.contracts.InvalidInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The shape of a Qwen2 decoder, read from a Hugging Face {@code config.json}.
 *
 * @param vocab number of token ids
 * @param hidden width of the residual stream
 * @param layers number of decoder layers
 * @param heads query heads
 * @param kvHeads key and value heads; divides {@code heads}
 * @param intermediate width of the SwiGLU
 * @param normEps epsilon of the RMSNorm
 * @param ropeTheta base of the rotary frequencies
 * @param maxPositions longest sequence, in tokens
 * @param tiedEmbeddings whether the head is the transposed embedding
 * @param initializerRange standard deviation of the first values of matrices
 */
public record ModelConfig(
    int vocab,
    int hidden,
    int layers,
    int heads,
    int kvHeads,
    int intermediate,
    double normEps,
    double ropeTheta,
    int maxPositions,
    boolean tiedEmbeddings,
    double initializerRange) {

  /** What a tensor is for, which decides its first value. */
  public enum Role {
    /** A linear map or an embedding. */
    MATRIX,
    /** An additive bias. */
    BIAS,
    /** The scale of a norm. */
    SCALE
  }

  /** A tensor that the model needs: its Hugging Face name, its shape (out, in) or (n), its role. */
  public record TensorSpec(String name, List<Integer> shape, Role role) {}

  /** The seven linear maps of a layer, in the order in which the forward pass numbers them. */
  public static final List<String> LINEAR_MAPS =
      List.of("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj");

  /**
   * @throws InvalidInput if the file is missing, malformed, of another architecture, or has a value
   *     that would change the mathematics in a way that is not implemented
   */
  public static ModelConfig read(Path file) {
    JsonNode json;
    try {
      json = new ObjectMapper().readTree(Files.readString(file));
    } catch (IOException e) {
      throw new InvalidInput(
          file + ": cannot be read as JSON; model.path must be a Hugging Face model folder", e);
    }
    Fields fields = new Fields(file, json);
    fields.requireText("model_type", "qwen2");
    fields.requireText("hidden_act", "silu");
    if (fields.flag("use_sliding_window")) {
      throw new InvalidInput(file + ": use_sliding_window is true, must be false");
    }
    if (json.hasNonNull("rope_scaling")) {
      throw new InvalidInput(
          file + ": rope_scaling is " + json.get("rope_scaling") + ", must be null");
    }
    int hidden = fields.positive("hidden_size");
    int heads = fields.positive("num_attention_heads");
    int kvHeads = json.has("num_key_value_heads") ? fields.positive("num_key_value_heads") : heads;
    if (hidden % heads != 0 || heads % kvHeads != 0 || (hidden / heads) % 2 != 0) {
      throw new InvalidInput(
          "%s: hidden_size %d, num_attention_heads %d, num_key_value_heads %d: heads must divide the hidden size into even parts, key-value heads must divide heads"
              .formatted(file, hidden, heads, kvHeads));
    }
    if (json.hasNonNull("head_dim") && json.get("head_dim").asInt() != hidden / heads) {
      throw new InvalidInput(
          file + ": head_dim is " + json.get("head_dim") + ", must be " + hidden / heads);
    }
    JsonNode rope = json.path("rope_parameters");
    if (rope.hasNonNull("rope_type") && !rope.get("rope_type").asText().equals("default")) {
      throw new InvalidInput(file + ": rope_parameters is " + rope + ", must be of type default");
    }
    return new ModelConfig(
        fields.positive("vocab_size"),
        hidden,
        fields.positive("num_hidden_layers"),
        heads,
        kvHeads,
        fields.positive("intermediate_size"),
        fields.positive(json, "rms_norm_eps", 1e-6),
        fields.positive(rope.has("rope_theta") ? rope : json, "rope_theta", 10000),
        fields.positive("max_position_embeddings"),
        fields.flag("tie_word_embeddings"),
        fields.positive(json, "initializer_range", 0.02));
  }

  /** Width of a head. */
  public int headDim() {
    return hidden / heads;
  }

  /** Every tensor of the model, in the order of the forward pass's arguments. */
  public List<TensorSpec> tensors() {
    List<TensorSpec> all = new ArrayList<>();
    all.add(new TensorSpec("model.embed_tokens.weight", List.of(vocab, hidden), Role.MATRIX));
    all.add(new TensorSpec("model.norm.weight", List.of(hidden), Role.SCALE));
    if (!tiedEmbeddings) {
      all.add(new TensorSpec("lm_head.weight", List.of(vocab, hidden), Role.MATRIX));
    }
    for (int l = 0; l < layers; l++) {
      String layer = "model.layers." + l + ".";
      all.add(new TensorSpec(layer + "input_layernorm.weight", List.of(hidden), Role.SCALE));
      for (String map : LINEAR_MAPS) {
        if (map.equals("gate_proj")) {
          all.add(
              new TensorSpec(
                  layer + "post_attention_layernorm.weight", List.of(hidden), Role.SCALE));
        }
        String name = linearMap(l, map);
        all.add(new TensorSpec(name + ".weight", List.of(outputs(map), inputs(map)), Role.MATRIX));
        if (map.equals("q_proj") || map.equals("k_proj") || map.equals("v_proj")) {
          all.add(new TensorSpec(name + ".bias", List.of(outputs(map)), Role.BIAS));
        }
      }
    }
    return all;
  }

  /**
   * The names of the forward pass's tensors in its order, those of other architectures among them:
   * embedding, final norm, head, and for each layer the norms and each map's weight and bias.
   */
  List<String> forwardOrder() {
    List<String> all = new ArrayList<>();
    all.add("model.embed_tokens.weight");
    all.add("model.norm.weight");
    all.add(tiedEmbeddings ? "model.embed_tokens.weight" : "lm_head.weight");
    for (int l = 0; l < layers; l++) {
      String layer = "model.layers." + l + ".";
      all.add(layer + "input_layernorm.weight");
      all.add(layer + "post_attention_layernorm.weight");
      all.add(layer + "self_attn.q_norm.weight");
      all.add(layer + "self_attn.k_norm.weight");
      for (String map : LINEAR_MAPS) {
        all.add(linearMap(l, map) + ".weight");
        all.add(linearMap(l, map) + ".bias");
      }
    }
    return all;
  }

  /** The module name of a linear map: {@code model.layers.3.mlp.up_proj}. */
  public static String linearMap(int layer, String map) {
    boolean attention = LINEAR_MAPS.indexOf(map) < 4;
    return "model.layers." + layer + (attention ? ".self_attn." : ".mlp.") + map;
  }

  /** Width of a linear map's input. */
  public int inputs(String map) {
    return switch (map) {
      case "o_proj" -> heads * headDim();
      case "down_proj" -> intermediate;
      default -> hidden;
    };
  }

  /** Width of a linear map's output. */
  public int outputs(String map) {
    return switch (map) {
      case "q_proj" -> heads * headDim();
      case "k_proj", "v_proj" -> kvHeads * headDim();
      case "gate_proj", "up_proj" -> intermediate;
      default -> hidden;
    };
  }

  /** Number of parameters. */
  public long parameters() {
    return tensors().stream()
        .mapToLong(t -> t.shape().stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b))
        .sum();
  }

  /** Reads fields and names the file and the key when one is wrong. */
  private record Fields(Path file, JsonNode json) {

    int positive(String key) {
      JsonNode value = json.path(key);
      if (!value.isIntegralNumber() || !value.canConvertToInt() || value.asInt() < 1) {
        throw new InvalidInput(
            file + ": " + key + " is " + shown(value) + ", must be a positive integer");
      }
      return value.asInt();
    }

    double positive(JsonNode object, String key, double otherwise) {
      JsonNode value = object.path(key);
      if (value.isMissingNode()) {
        return otherwise;
      }
      if (!value.isNumber() || !(value.asDouble() > 0) || !Double.isFinite(value.asDouble())) {
        throw new InvalidInput(
            file + ": " + key + " is " + shown(value) + ", must be a positive number");
      }
      return value.asDouble();
    }

    boolean flag(String key) {
      JsonNode value = json.path(key);
      if (!value.isMissingNode() && !value.isNull() && !value.isBoolean()) {
        throw new InvalidInput(
            file + ": " + key + " is " + shown(value) + ", must be true or false");
      }
      return value.asBoolean(false);
    }

    void requireText(String key, String expected) {
      if (!json.path(key).asText().equals(expected)) {
        throw new InvalidInput(
            file + ": " + key + " is " + shown(json.path(key)) + ", must be \"" + expected + "\"");
      }
    }

    private static String shown(JsonNode value) {
      return value.isMissingNode() ? "missing" : value.toString();
    }
  }
}
