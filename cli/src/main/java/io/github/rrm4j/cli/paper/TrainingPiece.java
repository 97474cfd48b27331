package io.github.rrm4j.cli.paper;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.cli.Training;
import io.github.rrm4j.trainer.TrainingFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A training of a config; its run lies in {@value #RUN}, and its result are the last weights.
 *
 * @param config the config's file
 * @param settings as {@code --set} takes them
 * @param from the piece whose last checkpoint it starts from
 */
record TrainingPiece(Title title, Path config, List<String> settings, Optional<String> from)
    implements Piece {

  /** The run, in the folder of the piece. */
  static final String RUN = "run";

  @Override
  public List<String> needs() {
    return from.stream().toList();
  }

  @Override
  public ObjectNode inputs(Place place) {
    return new ObjectMapper()
        .createObjectNode()
        .put("kind", "train")
        .put("config", place.portable(training(place).resolved()));
  }

  private Training training(Place place) {
    List<String> all = new ArrayList<>();
    all.add("seed=" + place.seed());
    from.ifPresent(
        piece -> {
          all.add("model.path='" + place.checkpoint(piece).toString().replace("'", "''") + "'");
          all.add("model.weights=pretrained");
        });
    all.addAll(settings);
    return Training.of(config, all, place.folder(title.name()).resolve(RUN));
  }

  @Override
  public void run(Place place, Path folder) throws IOException {
    Training training = training(place);
    if (training.finished()) {
      return;
    }
    switch (training.run(true, place.stopAsked())) {
      case COMPLETE -> {}
      case STOPPED -> throw new StopAsked();
      case ALARMED ->
          throw new TrainingFailed(
              "%s: ended by an alarm (watch.on_alarm: stop); correct its config"
                  .formatted(title.name()));
    }
  }

  @Override
  public List<Path> results(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve(RUN).resolve("checkpoints/latest"))) {
      return files.filter(file -> file.toString().endsWith("model.safetensors")).sorted().toList();
    }
  }

  @Override
  public boolean measures() {
    return false;
  }
}
