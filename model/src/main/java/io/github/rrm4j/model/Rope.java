package io.github.rrm4j.model;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Rotary position embedding: the angle of dimension pair i at position p is p times the frequency
 * theta^(-2i / head_dim), which a scaling may change (Su et al. 2021).
 *
 * <p>Source: transformers, modeling_rope_utils. Frequencies are rounded to fp32 where transformers
 * rounds them.
 *
 * @param theta base of the frequencies
 * @param scaling what is done to them for long contexts
 */
public record Rope(double theta, Scaling scaling) {

  private static final double DEFAULT_THETA = 10000;

  /** A change of the frequencies. */
  public sealed interface Scaling {}

  /** None. */
  public record Unscaled() implements Scaling {}

  /**
   * Llama 3: wavelengths above original / low are stretched by the factor, those below original /
   * high are kept, those between are blended.
   *
   * @param original positions of the first training
   */
  public record Llama3(double factor, double low, double high, int original) implements Scaling {}

  /**
   * YaRN (Peng et al. 2023): frequencies that turn more than betaFast times within the original
   * positions are kept, those that turn less than betaSlow times are divided by the factor, with a
   * ramp between; cos and sin are multiplied by the attention factor.
   *
   * @param original positions of the first training
   * @param truncate whether the ends of the ramp are whole numbers
   */
  public record Yarn(
      double factor,
      int original,
      double betaFast,
      double betaSlow,
      double attentionFactor,
      boolean truncate)
      implements Scaling {}

  /** Reads rope_parameters (transformers 5), or rope_scaling and rope_theta (before). */
  static Rope read(ConfigJson config) {
    ConfigJson old = config.object("rope_scaling");
    ConfigJson rope =
        old.json().isObject() && !old.json().isEmpty() ? old : config.object("rope_parameters");
    double theta = rope.number("rope_theta", config.number("rope_theta", DEFAULT_THETA));
    if (rope.number("partial_rotary_factor", config.number("partial_rotary_factor", 1)) != 1) {
      throw (rope.has("partial_rotary_factor") ? rope : config).wrong("partial_rotary_factor", "1");
    }
    String key = rope.has("rope_type") ? "rope_type" : "type";
    String type = rope.has(key) ? rope.json().get(key).asText() : "default";
    Set<String> known =
        new HashSet<>(
            Set.of("rope_type", "type", "rope_theta", "partial_rotary_factor", "finetuned"));
    Scaling scaling =
        switch (type) {
          case "default" -> new Unscaled();
          case "llama3" -> {
            known.addAll(List.of("factor", "low_freq_factor", "high_freq_factor", ORIGINAL));
            yield llama3(config, rope);
          }
          case "yarn" -> {
            known.addAll(List.of("factor", "beta_fast", "beta_slow", "attention_factor", ORIGINAL));
            known.addAll(List.of("mscale", "mscale_all_dim", "truncate"));
            yield yarn(config, rope);
          }
          default -> throw rope.wrong(key, "default, llama3 or yarn");
        };
    rope.requireKnown(known::contains);
    return new Rope(theta, scaling);
  }

  private static final String ORIGINAL = "original_max_position_embeddings";

  private static Llama3 llama3(ConfigJson config, ConfigJson rope) {
    double low = rope.number("low_freq_factor");
    double high = rope.number("high_freq_factor");
    if (!(high > low)) {
      throw rope.wrong("high_freq_factor", "above low_freq_factor (" + low + ")");
    }
    return new Llama3(rope.number("factor"), low, high, original(config, rope));
  }

  private static Yarn yarn(ConfigJson config, ConfigJson rope) {
    int original = original(config, rope);
    double factor =
        rope.number("factor", (double) config.positive("max_position_embeddings") / original);
    double attention = logScale(factor, 1);
    if (rope.has("mscale") && rope.has("mscale_all_dim")) {
      attention =
          logScale(factor, rope.number("mscale")) / logScale(factor, rope.number("mscale_all_dim"));
    }
    return new Yarn(
        factor,
        original,
        rope.number("beta_fast", 32),
        rope.number("beta_slow", 1),
        rope.number("attention_factor", attention),
        rope.flag("truncate", true));
  }

  private static double logScale(double factor, double mscale) {
    return factor <= 1 ? 1 : 0.1 * mscale * Math.log(factor) + 1;
  }

  private static int original(ConfigJson config, ConfigJson rope) {
    if (config.has(ORIGINAL)) {
      return config.positive(ORIGINAL);
    }
    return rope.has(ORIGINAL)
        ? rope.positive(ORIGINAL)
        : config.positive("max_position_embeddings");
  }

  /** What cos and sin are multiplied by. */
  public double attentionFactor() {
    return scaling instanceof Yarn yarn ? yarn.attentionFactor() : 1;
  }

  /**
   * The positions that the model can use.
   *
   * @param configured max_position_embeddings; under YaRN it may still be that of the first
   *     training
   */
  int positions(int configured) {
    return scaling instanceof Yarn yarn
        ? (int) Math.max(configured, Math.min(yarn.factor() * yarn.original(), Integer.MAX_VALUE))
        : configured;
  }

  /**
   * @param headDim width of a head, even
   * @return (head_dim / 2), radians per position
   */
  public float[] frequencies(int headDim) {
    float[] frequencies = new float[headDim / 2];
    for (int i = 0; i < frequencies.length; i++) {
      float power = (float) Math.pow(theta, 2.0 * i / headDim);
      frequencies[i] = (float) (1.0 / power);
      if (scaling instanceof Llama3 llama3) {
        frequencies[i] = scaled(llama3, frequencies[i]);
      } else if (scaling instanceof Yarn yarn) {
        frequencies[i] = scaled(yarn, power, i, headDim);
      }
    }
    return frequencies;
  }

  private static float scaled(Llama3 by, float frequency) {
    double wavelength = 2 * Math.PI / frequency;
    if (wavelength > by.original() / by.low()) {
      return (float) (frequency / by.factor());
    }
    if (wavelength < by.original() / by.high()) {
      return frequency;
    }
    double smooth = (by.original() / wavelength - by.low()) / (by.high() - by.low());
    return (float) ((1 - smooth) * frequency / by.factor() + smooth * frequency);
  }

  private float scaled(Yarn by, float power, int i, int headDim) {
    double low = dimension(by.betaFast(), by.original(), headDim);
    double high = dimension(by.betaSlow(), by.original(), headDim);
    if (by.truncate()) {
      low = Math.floor(low);
      high = Math.ceil(high);
    }
    low = Math.max(low, 0);
    high = Math.min(high, headDim - 1);
    double width = low == high ? 0.001 : high - low;
    double ramp = Math.min(1, Math.max(0, (i - low) / width));
    return (float) (ramp / (by.factor() * power) + (1 - ramp) / power);
  }

  /** The dimension pair that turns so many times within the original positions. */
  private double dimension(double turns, int original, int headDim) {
    return headDim * Math.log(original / (turns * 2 * Math.PI)) / (2 * Math.log(theta));
  }
}
