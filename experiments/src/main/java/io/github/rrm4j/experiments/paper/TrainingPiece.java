package io.github.rrm4j.experiments.paper;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.experiments.run.Training;
import io.github.rrm4j.trainer.stage.TrainingFailed;
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
 * @param settings as {@code --set} takes them
 * @param takes results of other pieces that it is given
 */
public record TrainingPiece(Title title, Path config, List<String> settings, Takes takes)
    implements Piece {

  /**
   * What a training takes from others.
   *
   * @param from the piece whose last checkpoint it starts from
   * @param labels the piece whose pairs it is trained on
   * @param judge what rewards a policy: a piece, a model folder or {@value PaperWorkspace#GOLD}
   * @param scalar whether that is a scalar reward model
   */
  record Takes(
      Optional<String> from, Optional<String> labels, Optional<String> judge, boolean scalar) {}

  static final String RUN = "run";

  @Override
  public List<String> needs() {
    return Stream.of(takes.from(), takes.labels(), takes.judge())
        .flatMap(Optional::stream)
        .toList();
  }

  @Override
  public ObjectNode inputs(PaperWorkspace place) {
    return Json.object()
        .put("kind", "train")
        .put("config", place.portable(training(place).config().resolved()));
  }

  private Training training(PaperWorkspace place) {
    List<String> all = new ArrayList<>();
    all.add("seed=" + place.seed());
    takes
        .from()
        .ifPresent(
            piece -> {
              all.add("model.path=" + quoted(place.checkpoint(piece)));
              all.add("model.weights=pretrained");
            });
    takes.labels().ifPresent(piece -> all.add("data.train=" + quoted(place.labels(piece))));
    takes.judge().ifPresent(judge -> all.addAll(rewards(place, judge)));
    all.addAll(settings);
    return Training.of(config, all, place.folder(title.name()).resolve(RUN));
  }

  /** One source of a policy's rewards alone. */
  private List<String> rewards(PaperWorkspace place, String judge) {
    boolean gold = judge.equals(PaperWorkspace.GOLD);
    boolean pairs = !gold && !takes.scalar();
    List<String> settings =
        new ArrayList<>(
            List.of(
                "policy.weights.judge=" + (pairs ? 1 : 0),
                "policy.weights.scalar=" + (takes.scalar() ? 1 : 0),
                "policy.weights.gold=" + (gold ? 1 : 0),
                "policy.judge.model=" + (pairs ? quoted(place.judge(judge)) : "null")));
    if (takes.scalar()) {
      settings.add("policy.scalar.model=" + quoted(place.judge(judge)));
    }
    return settings;
  }

  private static String quoted(Path path) {
    return "'" + path.toString().replace("'", "''") + "'";
  }

  @Override
  public void run(PaperWorkspace place, Path folder) throws IOException {
    Training training = training(place);
    if (training.finished()) {
      return;
    }
    switch (training.run(true, place.stopAsked(), false)) {
      case COMPLETE -> {}
      case STOPPED -> throw new StopAsked();
      case OVEROPTIMIZED ->
          throw new TrainingFailed(
              Text.format(
                  "%s: ended at the turning point; set policy.stop_on_overoptimization: false",
                  title.name()));
      case ALARMED ->
          throw new TrainingFailed(
              Text.format(
                  "%s: ended by an alarm (watch.on_alarm: stop); correct its config",
                  title.name()));
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
