package io.github.rrm4j.cli.option;

import io.github.rrm4j.judging.JudgeSpec;
import picocli.CommandLine.Mixin;

/** The options by which a command opens and asks a trained judge. */
public final class JudgeOption {

  @Mixin private ModelOption model;

  @Mixin private JudgingOption judging;

  public JudgeSpec spec() {
    return judging.spec(model.spec());
  }

  /** The same as a scalar reward model; see {@link JudgingOption#checkScalar}. */
  public void checkScalar() {
    judging.checkScalar();
  }
}
