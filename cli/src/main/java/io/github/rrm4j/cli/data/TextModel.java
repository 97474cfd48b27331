package io.github.rrm4j.cli.data;

import io.github.rrm4j.data.preparation.TokenText;
import io.github.rrm4j.judging.Judge;
import io.github.rrm4j.judging.JudgeSettings;
import io.github.rrm4j.judging.JudgeTemplate;
import io.github.rrm4j.model.ChatTemplate;
import io.github.rrm4j.model.Tokenizer;
import io.github.rrm4j.rollout.Sampling;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What of a model folder says how a pair is presented: tokenizer, chat template and judge template;
 * no weights are read.
 */
record TextModel(Tokenizer tokenizer, Judge judge) implements AutoCloseable {

  /**
   * @param folder a model folder or a checkpoint
   * @param template of the judge; by default the folder's own, else rrm
   */
  static TextModel open(Path folder, Optional<String> template) {
    Optional<JudgeSettings> own = JudgeSettings.read(folder);
    JudgeSettings settings =
        new JudgeSettings(
            template
                .map(JudgeTemplate::named)
                .or(() -> own.map(JudgeSettings::template))
                .orElseGet(() -> JudgeTemplate.named("rrm")),
            own.map(JudgeSettings::thinking).orElse(true),
            own.map(JudgeSettings::sampling).orElse(new Sampling(1, 1)));
    ChatTemplate chat = ChatTemplate.read(folder);
    Tokenizer tokenizer = Tokenizer.read(folder);
    return new TextModel(tokenizer, new Judge(settings, chat, tokenizer));
  }

  TokenText text() {
    return new TokenText(tokenizer::encode, tokenizer::decode);
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
