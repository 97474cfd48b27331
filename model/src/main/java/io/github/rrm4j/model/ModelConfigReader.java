package io.github.rrm4j.model;

import static io.github.rrm4j.model.ModelConfig.LINEAR_MAPS;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.OneLine;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.model.ModelConfig.Attention;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads a Hugging Face {@code config.json}, and refuses what would change the mathematics. */
final class ModelConfigReader {

  private static final int MOST_LAYERS = 1024;
  private static final int QWEN3_HEAD_DIM = 128;
  private static final int FIRST_WINDOW_LAYER = 28;
  private static final int MOST_NAMED = 20;

  /** Keys that are read here, or that every config.json has without an effect. */
  private static final Set<String> KNOWN =
      Set.of(
          "architectures",
          "attention_bias",
          "attention_dropout",
          "attn_implementation",
          "attn_logit_softcapping",
          "bos_token_id",
          "cache_implementation",
          "chunk_size_feed_forward",
          "do_sample",
          "dtype",
          "eos_token_id",
          "final_logit_softcapping",
          "head_dim",
          "hidden_act",
          "hidden_activation",
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
          "query_pre_attn_scalar",
          "return_dict",
          "rms_norm_eps",
          "rope_parameters",
          "rope_scaling",
          "rope_theta",
          "sliding_window",
          "sliding_window_size",
          "temperature",
          "tie_word_embeddings",
          "tokenizer_class",
          "top_k",
          "top_p",
          "torch_dtype",
          "transformers_version",
          "use_cache",
          "use_sliding_window",
          "vocab_size");

  /**
   * Keys of transformers itself that begin like this are about loading; so are those of a few
   * tools. Any other key is ignored as transformers ignores it, and mentioned.
   */
  private static final Pattern ABOUT_LOADING =
      Pattern.compile("_.*|transformers\\.js_config|gradient_checkpointing.*|output_attentions");

  /**
   * A key with such a word may be of a decoder, or of a form of weights, that is not known here.
   */
  private static final Pattern MATHEMATICS =
      Pattern.compile(
          ".*(?:quant|spars|compress|expert|moe|cap|multiplier|scal(?:e|ing)|norm|rope|rotary|attn"
              + "|attention|window|alibi|mup|activation|bias|residual|parallel|head|layer|clip|emb"
              + "|position|mask|conv|ssm|mamba|lora|adapter|mtp|predict).*",
          Pattern.CASE_INSENSITIVE);

  /** Two names of one function in transformers. */
  private static final Set<String> SILU = Set.of("silu", "swish");

  private ModelConfigReader() {}

  /** What a config.json that can be read has and is ignored, in one line. */
  static List<String> notes(Path file) {
    ConfigJson json = ConfigJson.read(file);
    List<String> ignored =
        json.json().properties().stream()
            .filter(entry -> !ConfigJson.isOff(entry.getValue()))
            .map(Map.Entry::getKey)
            .filter(key -> !KNOWN.contains(key) && !key.startsWith("_"))
            .map(OneLine::of)
            .sorted()
            .collect(Collectors.toCollection(ArrayList::new));
    boolean biased = json.json().path("model_type").asText().equals(Architecture.QWEN2.modelType());
    if (biased && json.has("attention_bias") && !json.json().get("attention_bias").asBoolean()) {
      ignored.add("attention_bias (qwen2 always has it)");
    }
    return ignored.isEmpty()
        ? List.of()
        : List.of(
            "config.json has keys that are ignored, as transformers ignores them: "
                + String.join(", ", ignored.subList(0, Math.min(ignored.size(), MOST_NAMED)))
                + (ignored.size() > MOST_NAMED ? ", ..." : ""));
  }

  /** {@link ModelConfig#read}. */
  static ModelConfig read(Path file) {
    return read(ConfigJson.read(file));
  }

  static ModelConfig read(ConfigJson json) {
    Architecture architecture =
        Architecture.of(json.json().path("model_type").asText())
            .orElseThrow(() -> json.wrong("model_type", "one of " + Architecture.modelTypes()));
    Head head = head(json, architecture);
    json.requireKnown(
        key ->
            KNOWN.contains(key)
                || !MATHEMATICS.matcher(key).matches()
                || ABOUT_LOADING.matcher(key).matches());
    requireActivation(json, architecture);
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
    Scores scores =
        architecture == Architecture.GEMMA2
            ? Gemma2Config.scores(json, layers)
            : wholeScores(json, architecture, layers, positions, headDim);
    return new ModelConfig(
        architecture,
        json.positive("vocab_size"),
        hidden,
        layers,
        new Attention(heads, kvHeads, headDim, rope, scores),
        json.positive("intermediate_size"),
        biased(json, architecture),
        json.number("rms_norm_eps", 1e-6),
        positions,
        json.flag("tie_word_embeddings", architecture == Architecture.GEMMA2),
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
            Text.format(
                "[\"%s\"] or [\"%s\"]",
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
    int otherwise =
        switch (architecture) {
          case QWEN3 -> QWEN3_HEAD_DIM;
          case GEMMA2 -> Gemma2Config.HEAD_DIM;
          case QWEN2, LLAMA -> hidden / heads;
        };
    if (!json.has("head_dim") && otherwise == hidden / heads && hidden % heads != 0) {
      throw json.wrong("hidden_size", "a multiple of num_attention_heads (" + heads + ")");
    }
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
      return LINEAR_MAPS.subList(0, 3);
    }
    return LINEAR_MAPS.subList(attention ? 0 : 4, mlp ? 7 : 4);
  }

  private static void requireActivation(ConfigJson json, Architecture architecture) {
    if (architecture == Architecture.GEMMA2) {
      Gemma2Config.requireActivation(json);
    } else if (json.has("hidden_act") && !SILU.contains(json.json().get("hidden_act").asText())) {
      throw json.wrong("hidden_act", "\"silu\"");
    }
  }

  /** Refuses a window of attention, unless no position could lie outside of it. */
  private static Scores wholeScores(
      ConfigJson json, Architecture architecture, int layers, int positions, int headDim) {
    for (String key : Gemma2Config.KEYS) {
      if (json.has(key)) {
        throw json.wrong(key, "left out, for only gemma2 has it");
      }
    }
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
      throw InvalidInput.of(
          "%s: sliding_window is %s, attention within a window is not implemented; lower max_position_embeddings (%d) to the window, or use a model with use_sliding_window: false",
          json.place(), json.json().get("sliding_window"), positions);
    }
    return Scores.usual(headDim);
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
}
