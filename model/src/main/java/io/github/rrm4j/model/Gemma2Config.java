package io.github.rrm4j.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What a config.json of Gemma 2 says besides; defaults are those of transformers. */
final class Gemma2Config {

  static final int HEAD_DIM = 256;

  /** Keys of the mathematics that no other architecture has. */
  static final List<String> KEYS =
      List.of("attn_logit_softcapping", "final_logit_softcapping", "query_pre_attn_scalar");

  private static final String ACTIVATION = "gelu_pytorch_tanh";
  private static final double SCALAR = 256;
  private static final double CAP = 50;
  private static final double LOGIT_CAP = 30;
  private static final int WINDOW = 4096;
  private static final String SLIDING = "sliding_attention";
  private static final List<String> TYPES = List.of(SLIDING, "full_attention");

  private Gemma2Config() {}

  /** {@code hidden_activation} counts; transformers ignores {@code hidden_act} here. */
  static void requireActivation(ConfigJson json) {
    if (json.has("hidden_activation")
        && !json.json().get("hidden_activation").asText().equals(ACTIVATION)) {
      throw json.wrong("hidden_activation", "\"" + ACTIVATION + "\"");
    }
  }

  static Scores scores(ConfigJson json, int layers) {
    List<Boolean> slides = slides(json, layers);
    int window = slides.contains(true) ? window(json) : 0;
    return new Scores(
        1 / Math.sqrt(json.number("query_pre_attn_scalar", SCALAR)),
        cap(json, "attn_logit_softcapping", CAP),
        cap(json, "final_logit_softcapping", LOGIT_CAP),
        window,
        window == 0 ? List.of() : slides);
  }

  /** null says that there is none; a missing key, that it is the default. */
  private static double cap(ConfigJson json, String key, double otherwise) {
    return json.json().path(key).isNull() ? 0 : json.number(key, otherwise);
  }

  private static int window(ConfigJson json) {
    if (json.json().path("sliding_window").isNull()) {
      return 0;
    }
    return json.has("sliding_window") ? json.positive("sliding_window") : WINDOW;
  }

  /** Every other layer from the first on, unless {@code layer_types} says it. */
  private static List<Boolean> slides(ConfigJson json, int layers) {
    List<Boolean> slides = new ArrayList<>();
    JsonNode types = json.json().path("layer_types");
    if (!json.has("layer_types")) {
      for (int layer = 0; layer < layers; layer++) {
        slides.add(layer % 2 == 0);
      }
      return slides;
    }
    for (JsonNode type : types) {
      if (!TYPES.contains(type.asText())) {
        throw json.wrong("layer_types", "a list of " + String.join(" and ", TYPES));
      }
      slides.add(type.asText().equals(SLIDING));
    }
    if (slides.size() != layers) {
      throw json.wrong("layer_types", "of as many layers as num_hidden_layers (" + layers + ")");
    }
    return List.copyOf(slides);
  }
}
