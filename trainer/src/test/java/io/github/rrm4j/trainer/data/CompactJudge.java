package io.github.rrm4j.trainer.data;

import io.github.rrm4j.judging.JudgeFormat;
import io.github.rrm4j.judging.JudgeSettings;
import io.github.rrm4j.judging.JudgeTemplate;
import io.github.rrm4j.miniature.MiniatureModelFolder;
import io.github.rrm4j.model.ChatTemplate;
import io.github.rrm4j.model.Tokenizer;
import io.github.rrm4j.rollout.Sampling;
import java.nio.file.Path;

/**
 * A judge of the miniature that thinks, asked by the compact template, for tests that need its
 * words and no weights.
 */
public record CompactJudge(Tokenizer tokenizer, JudgeFormat format) implements AutoCloseable {

  /** Writes the model folder of the miniature and reads it. */
  public static CompactJudge in(Path folder) {
    MiniatureModelFolder.write(folder);
    Tokenizer tokenizer = Tokenizer.read(folder);
    return new CompactJudge(
        tokenizer,
        new JudgeFormat(
            new JudgeSettings(JudgeTemplate.named("compact"), true, new Sampling(1, 64)),
            ChatTemplate.read(folder),
            tokenizer));
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
