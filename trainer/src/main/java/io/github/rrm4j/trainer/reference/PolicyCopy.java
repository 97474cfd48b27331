package io.github.rrm4j.trainer.reference;

import ai.djl.ndarray.NDManager;
import io.github.rrm4j.checkpoints.PeftAdapter;
import io.github.rrm4j.checkpoints.SafetensorsWriter;
import io.github.rrm4j.checkpoints.TensorToWrite;
import io.github.rrm4j.model.LanguageModel;
import io.github.rrm4j.model.LoraAdapter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;

/**
 * A policy as it was at a step, kept in the run's folder, so that a run that is resumed uses the
 * same reference: the adapter where one is trained, else all weights.
 */
public record PolicyCopy(Path folder) {

  private static final String WEIGHTS = "model.safetensors";

  /**
   * Writes what the policy is now, and gives it as a model that stays so.
   *
   * @param config the config.json of the policy
   * @param manager owns the model
   */
  public LanguageModel take(LanguageModel policy, Path config, NDManager manager)
      throws IOException {
    Files.createDirectories(folder);
    if (policy.adapter().isPresent()) {
      LoraAdapter adapter = policy.adapter().get();
      adapter.settings().write(folder);
      write(PeftAdapter.WEIGHTS, adapter.toWrite());
    } else {
      Files.copy(config, folder.resolve("config.json"), StandardCopyOption.REPLACE_EXISTING);
      write(WEIGHTS, policy.weights().toWrite());
    }
    return policy.frozen(manager);
  }

  private void write(String name, List<TensorToWrite> tensors) throws IOException {
    Path part = folder.resolve(name + ".part");
    SafetensorsWriter.write(part, tensors, Map.of("format", "pt"));
    Files.move(
        part,
        folder.resolve(name),
        StandardCopyOption.REPLACE_EXISTING,
        StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * The copy as a model.
   *
   * @param policy whose architecture, and whose base where there is an adapter, it has
   * @param manager owns what is read
   * @throws io.github.rrm4j.contracts.InvalidInput if it is not there or not whole
   */
  public LanguageModel read(LanguageModel policy, NDManager manager) {
    return policy.frozen(folder, manager);
  }
}
