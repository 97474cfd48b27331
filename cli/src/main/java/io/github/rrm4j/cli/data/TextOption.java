package io.github.rrm4j.cli.data;

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

  /** Opens the model that is given. */
  TextModel open() {
    return TextModel.open(model.orElseThrow(), template);
  }
}
