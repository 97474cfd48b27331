package io.github.rrm4j.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.contracts.InvalidInput;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The shape of a decoder, read from a Hugging Face {@code config.json}.
 *
 * @param architecture which decoder it is
 * @param vocab number of token ids
 * @param hidden width of the residual stream
 * @param layers number of decoder layers
 * @param heads query heads
 * @param kvHeads key and value heads; divides {@code heads}
 * @param headDim width of a head, even; heads * headDim need not be the hidden width
 * @param intermediate width of the SwiGLU
 * @param biased those of {@link #LINEAR_MAPS} that have a bias
 * @param normEps epsilon of the RMSNorm
 * @param rope the rotary embedding
 * @param maxPositions longest sequence, in tokens
 * @param tiedEmbeddings whether the head is the transposed embedding
 * @param initializerRange standard deviation of the first values of matrices
 * @param head what the last hidden states are made into
 */
public record ModelConfig(
    Architecture architecture,
    int vocab,
    int hidden,
    int layers,
    int heads,
    int kvHeads,
    int headDim,
    int intermediate,
    List<String> biased,
    double normEps,
    Rope rope,
    int maxPositions,
    boolean tiedEmbeddings,
    double initializerRange,
    Head head) {

  /** The same decoder with another head. */
  public ModelConfig with(Head other) {
    return new ModelConfig(
        architecture,
        vocab,
        hidden,
        layers,
        heads,
        kvHeads,
        headDim,
        intermediate,
        biased,
        normEps,
        rope,
        maxPositions,
        tiedEmbeddings,
        initializerRange,
        other);
  }

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

  /** Maps of the same input are one product: their weights lie one behind the other. */
  static final List<List<String>> PRODUCTS =
      List.of(
          LINEAR_MAPS.subList(0, 3),
          LINEAR_MAPS.subList(3, 4),
          LINEAR_MAPS.subList(4, 6),
          LINEAR_MAPS.subList(6, 7));

  private static final int MOST_LAYERS = 1024;
  private static final int QWEN3_HEAD_DIM = 128;
  private static final int FIRST_WINDOW_LAYER = 28;

  /** Keys that are read here, or tell of the training, the origin, the text or the loading. */
  private static final Set<String> KNOWN =
      Set.of(
          "_attn_implementation",
          "_commit_hash",
          "_name_or_path",
          "architectures",
          "attention_bias",
          "attention_dropout",
          "attn_implementation",
          "bos_token_id",
          "chunk_size_feed_forward",
          "do_sample",
          "dtype",
          "eos_token_id",
          "head_dim",
          "hidden_act",
          "hidden_size",
          "id2label",
          "initializer_range",
          "intermediate_size",
          "label2id",
          "layer_types",
          "max_length",
          "max_position_embeddings",
          "max_window_layers",
          "mlp_bias",
          "model_type",
          "num_attention_heads",
          "num_hidden_layers",
          "num_key_value_heads",
          "num_labels",
          "original_max_position_embeddings",
          "pad_token_id",
          "partial_rotary_factor",
          "pretraining_tp",
          "problem_type",
          "return_dict",
          "rms_norm_eps",
          "rope_parameters",
          "rope_scaling",
          "rope_theta",
          "sliding_window",
          "temperature",
          "tie_word_embeddings",
          "tokenizer_class",
          "top_k",
          "top_p",
          "torch_dtype",
          "transformers.js_config",
          "transformers_version",
          "unsloth_fixed",
          "unsloth_version",
          "use_cache",
          "use_sliding_window",
          "vocab_size");

  /**
   * Reads config.json as transformers writes it, before version 5 and since.
   *
   * @throws InvalidInput if the file is missing, malformed, of another architecture, or has a key
   *     or a value that would change the mathematics in a way that is not implemented
   */
  public static ModelConfig read(Path file) {
    ConfigJson json = ConfigJson.read(file);
    Architecture architecture =
        Architecture.of(json.json().path("model_type").asText())
            .orElseThrow(() -> json.wrong("model_type", "qwen2, qwen3 or llama"));
    Head head = head(json, architecture);
    json.requireKnown(KNOWN);
    if (json.has("hidden_act") && !json.json().get("hidden_act").asText().equals("silu")) {
      throw json.wrong("hidden_act", "\"silu\"");
    }
    int hidden = json.positive("hidden_size");
    int heads = json.positive("num_attention_heads");
    int kvHeads = json.has("num_key_value_heads") ? json.positive("num_key_value_heads") : heads;
    int headDim = headDim(json, architecture, hidden, heads);
    if (heads % kvHeads != 0) {
      throw json.wrong("num_key_value_heads", "a divisor of num_attention_heads (" + heads + ")");
    }
    Rope rope = Rope.read(json);
    int positions = rope.positions(json.positive("max_position_embeddings"));
    int layers = json.positive("num_hidden_layers", MOST_LAYERS);
    requireWholeAttention(json, architecture, layers, positions);
    return new ModelConfig(
        architecture,
        json.positive("vocab_size"),
        hidden,
        layers,
        heads,
        kvHeads,
        headDim,
        json.positive("intermediate_size"),
        biased(json, architecture),
        json.number("rms_norm_eps", 1e-6),
        rope,
        positions,
        json.flag("tie_word_embeddings", false),
        json.number("initializer_range", 0.02),
        head);
  }

  /** The head that {@code architectures} names; without a name it is a language model. */
  private static Head head(ConfigJson json, Architecture architecture) {
    Head head = Head.TOKENS;
    for (JsonNode name : json.json().path("architectures")) {
      if (name.asText().equals(architecture.className(Head.VALUE))) {
        head = Head.VALUE;
      } else if (!name.asText().equals(architecture.className(Head.TOKENS))) {
        throw json.wrong(
            "architectures",
            "[\"%s\"] or [\"%s\"]"
                .formatted(
                    architecture.className(Head.TOKENS), architecture.className(Head.VALUE)));
      }
    }
    boolean one =
        json.json().path("id2label").size() == 1 || json.json().path("num_labels").asInt() == 1;
    if (head == Head.VALUE && !one) {
      throw json.wrong("id2label", "one label, for a reward model gives one number");
    }
    return head;
  }

  private static int headDim(ConfigJson json, Architecture architecture, int hidden, int heads) {
    if (!json.has("head_dim") && architecture != Architecture.QWEN3 && hidden % heads != 0) {
      throw json.wrong("hidden_size", "a multiple of num_attention_heads (" + heads + ")");
    }
    int otherwise = architecture == Architecture.QWEN3 ? QWEN3_HEAD_DIM : hidden / heads;
    int headDim = json.has("head_dim") ? json.positive("head_dim") : otherwise;
    if (headDim % 2 != 0 || (long) headDim * heads > Integer.MAX_VALUE) {
      throw json.wrong(
          json.has("head_dim") ? "head_dim" : "hidden_size",
          "such that a head has an even width, which is " + headDim + " with " + heads + " heads");
    }
    return headDim;
  }

  private static List<String> biased(ConfigJson json, Architecture architecture) {
    boolean attention = json.flag("attention_bias", architecture == Architecture.QWEN2);
    boolean mlp = json.flag("mlp_bias", false);
    if (mlp && architecture != Architecture.LLAMA) {
      throw json.wrong("mlp_bias", "false");
    }
    if (architecture == Architecture.QWEN2) {
      if (!attention) {
        throw json.wrong("attention_bias", "true or not there");
      }
      return LINEAR_MAPS.subList(0, 3);
    }
    return LINEAR_MAPS.subList(attention ? 0 : 4, mlp ? 7 : 4);
  }

  /** Refuses a window of attention, unless no position could lie outside of it. */
  private static void requireWholeAttention(
      ConfigJson json, Architecture architecture, int layers, int positions) {
    boolean used = json.flag("use_sliding_window", architecture == Architecture.LLAMA);
    boolean reached = architecture == Architecture.LLAMA || firstWindow(json) < layers;
    boolean slides = used && reached;
    for (JsonNode type : json.json().path("layer_types")) {
      if (!Set.of("full_attention", "sliding_attention").contains(type.asText())) {
        throw json.wrong("layer_types", "full_attention in each layer");
      }
      slides |= type.asText().equals("sliding_attention");
    }
    if (slides && json.has("sliding_window") && json.positive("sliding_window") < positions) {
      throw new InvalidInput(
          "%s: sliding_window is %s, attention within a window is not implemented; lower max_position_embeddings (%d) to the window, or use a model with use_sliding_window: false"
              .formatted(json.place(), json.json().get("sliding_window"), positions));
    }
  }

  private static long firstWindow(ConfigJson json) {
    if (!json.has("max_window_layers")) {
      return FIRST_WINDOW_LAYER;
    }
    if (!json.json().get("max_window_layers").isIntegralNumber()) {
      throw json.wrong("max_window_layers", "a whole number");
    }
    return json.json().get("max_window_layers").asLong();
  }

  /** Every tensor of the model, in the order of the forward pass's arguments. */
  public List<TensorSpec> tensors() {
    List<TensorSpec> all = new ArrayList<>();
    all.add(new TensorSpec("model.embed_tokens.weight", List.of(vocab, hidden), Role.MATRIX));
    all.add(new TensorSpec("model.norm.weight", List.of(hidden), Role.SCALE));
    if (head == Head.VALUE) {
      all.add(new TensorSpec(Head.SCORE, List.of(1, hidden), Role.MATRIX));
    } else if (!tiedEmbeddings) {
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
        if (biased.contains(map)) {
          all.add(new TensorSpec(name + ".bias", List.of(outputs(map)), Role.BIAS));
        }
        if (architecture.headNorms() && (map.equals("q_proj") || map.equals("k_proj"))) {
          String norm = name.replace("_proj", "_norm") + ".weight";
          all.add(new TensorSpec(norm, List.of(headDim), Role.SCALE));
        }
      }
    }
    return all;
  }

  /**
   * The arguments of the forward pass in its order, each as the names of the tensors that lie one
   * behind the other in it, those of other architectures among them: embedding, final norm, head,
   * and for each layer the norms and the weight and bias of each product.
   */
  List<List<String>> forwardOrder() {
    List<List<String>> all = new ArrayList<>();
    all.add(List.of("model.embed_tokens.weight"));
    all.add(List.of("model.norm.weight"));
    String tokens = tiedEmbeddings ? "model.embed_tokens.weight" : "lm_head.weight";
    all.add(List.of(head == Head.VALUE ? Head.SCORE : tokens));
    for (int l = 0; l < layers; l++) {
      String layer = "model.layers." + l + ".";
      all.add(List.of(layer + "input_layernorm.weight"));
      all.add(List.of(layer + "post_attention_layernorm.weight"));
      all.add(List.of(layer + "self_attn.q_norm.weight"));
      all.add(List.of(layer + "self_attn.k_norm.weight"));
      for (List<String> product : PRODUCTS) {
        for (String kind : List.of(".weight", ".bias")) {
          int number = l;
          all.add(product.stream().map(map -> linearMap(number, map) + kind).toList());
        }
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
      case "o_proj" -> heads * headDim;
      case "down_proj" -> intermediate;
      default -> hidden;
    };
  }

  /** Width of a linear map's output. */
  public int outputs(String map) {
    return switch (map) {
      case "q_proj" -> heads * headDim;
      case "k_proj", "v_proj" -> kvHeads * headDim;
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
}
