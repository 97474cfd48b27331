package io.github.rrm4j.cli.selftest;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.model.Architecture;
import io.github.rrm4j.model.Head;
import io.github.rrm4j.model.ModelConfig;
import io.github.rrm4j.model.Rope;
import io.github.rrm4j.model.Scores;
import java.util.List;

/**
 * Logits, log-probs and gradients of a small model against the CPU in fp32. On the CPU in fp32 it
 * is compared with itself, row by row instead of all rows together.
 *
 * @param bf16 whether the forward pass is in bf16
 */
record AgreementCheck(Architecture architecture, boolean bf16) implements Check {

  /**
   * How far results may be from those of the CPU in fp32.
   *
   * @param logits relative
   * @param logprobs nats, of the worst token
   * @param gradients relative, of the worst tensor
   */
  record Limits(double logits, double logprobs, double gradients) {

    /** Other orders of sums; ten times what was seen, and less than what TF32 would give. */
    static final Limits FP32 = new Limits(1e-4, 1e-3, 5e-4);

    /** 8 bits of precision: twice to three times what was seen. */
    static final Limits BF16 = new Limits(0.05, 0.3, 0.15);
  }

  @Override
  public String name() {
    return "logits and gradients, " + architecture.modelType() + ", " + (bf16 ? "bf16" : "fp32");
  }

  /** Two layers of four heads of 32; the embeddings are tied in two of the four. */
  static ModelConfig config(Architecture architecture) {
    boolean biased = architecture == Architecture.QWEN2;
    boolean gemma = architecture == Architecture.GEMMA2;
    Scores scores = gemma ? new Scores(0.2, 5, 10, 16, List.of(true, false)) : Scores.usual(32);
    return new ModelConfig(
        architecture,
        320,
        128,
        2,
        new ModelConfig.Attention(4, 2, 32, new Rope(10000, new Rope.Unscaled()), scores),
        256,
        biased ? List.of("q_proj", "k_proj", "v_proj") : List.of(),
        1e-6,
        256,
        biased || gemma,
        0.08,
        Head.TOKENS);
  }

  @Override
  public Finding run(Machine machine) {
    ModelConfig config = config(architecture);
    Passes expected = Passes.of(config, Device.cpu(), DataType.FLOAT32, false);
    boolean itself = !machine.gpu() && !bf16;
    DataType compute = bf16 ? DataType.BFLOAT16 : DataType.FLOAT32;
    Passes found = Passes.of(config, machine.device(), compute, itself);
    return compared(expected, found, bf16 ? Limits.BF16 : Limits.FP32, itself);
  }

  static Finding compared(Passes expected, Passes found, Limits limits, boolean itself) {
    double logits = Passes.relative(found.logits(), expected.logits());
    double logprobs = Passes.largest(found.logprobs(), expected.logprobs());
    double gradients = 0;
    String worst = "";
    for (String name : expected.gradients().keySet()) {
      double its = Passes.relative(found.gradients().get(name), expected.gradients().get(name));
      if (its > gradients || Double.isNaN(its) && !Double.isNaN(gradients)) {
        gradients = its;
        worst = name;
      }
    }
    ObjectNode figures =
        Json.object()
            .put("against", itself ? "the same, row by row" : "the CPU in fp32")
            .put("logits_relative", logits)
            .put("logprobs_largest", logprobs)
            .put("gradients_relative_worst", gradients)
            .put("gradients_worst_tensor", worst)
            .put("limit_logits", limits.logits())
            .put("limit_logprobs", limits.logprobs())
            .put("limit_gradients", limits.gradients());
    boolean passes =
        logits <= limits.logits()
            && logprobs <= limits.logprobs()
            && gradients <= limits.gradients();
    String summary =
        Text.format(
            "logits %.1e, log-probs %.1e nats, gradients %.1e (%s)",
            logits, logprobs, gradients, worst);
    return Finding.of(passes, summary, figures);
  }
}
