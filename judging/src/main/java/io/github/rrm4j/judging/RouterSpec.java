package io.github.rrm4j.judging;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.rewards.RoutingRule;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A direct judge that is asked before the judge of a spec.
 *
 * @param folder of its model: a run, a checkpoint or another model folder
 * @param rule which of its answers count
 */
public record RouterSpec(Path folder, RoutingRule rule) {

  /**
   * The direct judge beside a reasoning one: on the same device, with the same seed, one judgement
   * of an order. It is drawn at temperature 1, at which a verdict's probability says how sure it
   * is; at 0 it would be 1.
   *
   * @throws InvalidInput if it thinks
   */
  public JudgeSpec direct(JudgeSpec reasoning) {
    ModelSpec model =
        new ModelSpec(
            Optional.of(folder),
            Optional.empty(),
            reasoning.model().compute(),
            reasoning.model().device());
    JudgeSpec spec =
        JudgeSpec.defaults()
            .model(model)
            .seed(reasoning.seed())
            .maxSequences(reasoning.maxSequences())
            .overlong(reasoning.overlong())
            .temperature(1);
    if (spec.settings().thinking()) {
      throw new InvalidInput(
          "--router-model "
              + folder
              + ": its judge thinks, must give its verdict at once (judge.json: thinking false);"
              + " train one with judge.thinking: false, or leave the router out");
    }
    return spec;
  }

  /** What decides its judgements and which of them count. */
  ObjectNode described(JudgeSpec reasoning) {
    return direct(reasoning).described().put("below", rule.below());
  }
}
