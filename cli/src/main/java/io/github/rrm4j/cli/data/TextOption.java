package io.github.rrm4j.cli.data;

import io.github.rrm4j.data.preparation.TokenText;
import io.github.rrm4j.judging.JudgeFormat;
import io.github.rrm4j.judging.JudgeSettings;
import io.github.rrm4j.judging.JudgeSpec;
import io.github.rrm4j.model.ChatTemplate;
import io.github.rrm4j.model.ModelPlace;
import io.github.rrm4j.model.Tokenizer;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The model as which a command sees pairs, if one is given. */
final class TextOption {

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "A model folder whose tokenizer and chat template are used; no weights needed.")
  Optional<Path> model = Optional.empty();

  @Option(
      names = "--template",
      paramLabel = "NAME|FILE",
      description = "Judge template; default: the model's own (judge.json), else rrm.")
  Optional<String> template = Optional.empty();

  Model open() {
    return Model.open(model.orElseThrow(), template);
  }

  /**
   * What of a model folder says how a pair is presented: tokenizer, chat template and judge
   * template; no weights are read.
   */
  record Model(Tokenizer tokenizer, JudgeFormat judge) implements AutoCloseable {

    /**
     * @param given a run, a checkpoint or another model folder
     * @param template of the judge; by default the folder's own, else rrm
     */
    static Model open(Path given, Optional<String> template) {
      Path folder = ModelPlace.folder(given);
      JudgeSpec spec = JudgeSpec.of(folder);
      JudgeSettings settings = template.map(spec::template).orElse(spec).settings();
      ChatTemplate chat = ChatTemplate.read(folder);
      Tokenizer tokenizer = Tokenizer.read(folder);
      return new Model(tokenizer, new JudgeFormat(settings, chat, tokenizer));
    }

    TokenText text() {
      return new TokenText(tokenizer::encode, tokenizer::decode);
    }

    @Override
    public void close() {
      tokenizer.close();
    }
  }
}
