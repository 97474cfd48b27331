package io.github.rrm4j.experiments.run;

import static io.github.rrm4j.config.Rule.above;
import static io.github.rrm4j.config.Rule.atLeast;
import static io.github.rrm4j.config.Rule.below;

import io.github.rrm4j.config.ConfigReader;
import io.github.rrm4j.trainer.dpo.DpoSettings.Reference;
import io.github.rrm4j.trainer.dpo.DpoSettings;
import io.github.rrm4j.trainer.dpo.PreferenceLoss;
import io.github.rrm4j.trainer.optimizer.OptimizerSettings;

/** The keys of {@code dpo}. */
final class DpoKeys {

  private enum Loss {
    SIGMOID,
    IPO
  }

  private DpoKeys() {}

  /**
   * @param c of the section {@code dpo}
   * @param adapter whether an adapter is trained
   */
  static DpoSettings read(ConfigReader c, OptimizerSettings optimiser, boolean adapter) {
    Loss loss = c.choice("loss", Loss.class);
    double beta = c.number("beta", above(0));
    double smoothing = c.number("label_smoothing", atLeast(0), below(0.5));
    if (loss == Loss.IPO && smoothing > 0) {
      c.problem("label_smoothing", "is " + smoothing + ", must be 0 with dpo.loss: ipo");
    }
    Reference reference = c.choice("reference", Reference.class);
    if (reference == Reference.ADAPTER_OFF && !adapter) {
      c.problem("reference", "is adapter_off, must be frozen without model.lora.rank");
    }
    return new DpoSettings(
        c.integer("steps", atLeast(1)),
        c.count("batch", atLeast(1)),
        loss == Loss.IPO
            ? new PreferenceLoss.Ipo(beta)
            : new PreferenceLoss.Sigmoid(beta, smoothing < 0.5 ? smoothing : 0), // told as wrong
        c.number("nll_coefficient", atLeast(0)),
        reference,
        c.count("max_completion_tokens", atLeast(1)),
        optimiser);
  }
}
