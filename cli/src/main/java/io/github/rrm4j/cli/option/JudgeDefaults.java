package io.github.rrm4j.cli.option;

import io.github.rrm4j.contracts.Word;
import io.github.rrm4j.judging.JudgeSpec;
import java.util.ListResourceBundle;

/** The defaults of {@link JudgeSpec#DEFAULTS} as options show and take them. */
public final class JudgeDefaults extends ListResourceBundle {

  @Override
  protected Object[][] getContents() {
    JudgeSpec spec = JudgeSpec.defaults();
    return new Object[][] {
      {"judge.compute", Word.of(spec.model().compute())},
      {"judge.device", spec.model().device()},
      {"judge.verdict_tokens", Integer.toString(spec.sampling().verdictTokens())},
      {"judge.seed", Long.toString(spec.seed())},
      {"judge.max_num_seqs", Integer.toString(spec.maxSequences())},
      {"judge.top_k", Integer.toString(spec.sampling().candidates().topK())},
      {"judge.top_p", Double.toString(spec.sampling().candidates().topP())},
      {"judge.min_p", Double.toString(spec.sampling().candidates().minP())},
      {"judge.repetition_limit", Integer.toString(spec.sampling().stopping().repeats())},
      {"judge.otherwise.template", spec.otherwise().template()},
      {"judge.otherwise.temperature", Double.toString(spec.otherwise().sampling().temperature())},
      {
        "judge.otherwise.max_new_tokens",
        Integer.toString(spec.otherwise().sampling().maxNewTokens())
      },
    };
  }
}
