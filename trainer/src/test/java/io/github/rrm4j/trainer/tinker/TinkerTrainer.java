package io.github.rrm4j.trainer.tinker;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.checkpoints.PeftAdapter;
import io.github.rrm4j.contracts.Folders;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.model.ModelConfig;
import io.github.rrm4j.model.ModelFolder;
import io.github.rrm4j.model.ModelSource;
import io.github.rrm4j.model.ModelSource.NewAdapter;
import io.github.rrm4j.model.PassMemory;
import io.github.rrm4j.model.RowLogprobs;
import io.github.rrm4j.rollout.LocalEngine;
import io.github.rrm4j.rollout.Request;
import io.github.rrm4j.rollout.Rollout;
import io.github.rrm4j.rollout.Sampling;
import io.github.rrm4j.rollout.Sampling.Candidates;
import io.github.rrm4j.trainer.optimizer.AdamW;
import io.github.rrm4j.trainer.optimizer.OptimizerSettings;
import io.github.rrm4j.trainer.optimizer.OptimizerStep;
import io.github.rrm4j.trainer.optimizer.Schedule;
import io.github.rrm4j.trainer.optimizer.TinyModel;
import io.github.rrm4j.trainer.optimizer.TokenUpdate;
import io.github.rrm4j.trainer.optimizer.UpdateResult;
import io.github.rrm4j.trainer.tinker.TinkerDouble.Said;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The work behind {@link TinkerDouble}: an adapter on a base, trained and sampled by the own
 * engine.
 */
final class TinkerTrainer implements AutoCloseable {

  private static final int TOKEN_BUDGET = 4096;
  private static final double CLIP_NORM = 1;

  private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
  private final Path base;
  private final Path saves;
  private final Map<String, Trained> models = new HashMap<>();
  private final Map<String, Sampler> samplers = new HashMap<>();
  private final Set<String> busy = new HashSet<>(); // models that had a request
  private int sessions;
  volatile boolean stale;
  private boolean awake; // a pass takes the memory of the sampler

  TinkerTrainer(Path base, Path saves) {
    this.base = base;
    this.saves = saves;
  }

  /** A model that is trained. */
  private final class Trained implements AutoCloseable {

    final NDManager own = manager.newSubManager();
    ModelFolder folder;
    Optional<AdamW> optimizer = Optional.empty();
    Optional<Path> moments = Optional.empty();
    ServiceLossDouble pending = new ServiceLossDouble();

    Trained(ModelSource source) {
      folder = ModelFolder.open(source.forTraining(), Device.cpu(), own);
    }

    RowLogprobs logprobs() {
      return new RowLogprobs(folder.model(), TOKEN_BUDGET, PassMemory.DEFAULT, own);
    }

    @Override
    public void close() {
      folder.close();
      own.close();
    }
  }

  /** Weights as they were at a moment. */
  private record Sampler(ModelFolder folder, NDManager own) implements AutoCloseable {

    @Override
    public void close() {
      folder.close();
      own.close();
    }
  }

  ObjectNode create(String id, int rank, int seed) {
    if (!models.isEmpty()) {
      throw new IllegalStateException("the backend already has a 'policy' model");
    }
    PeftAdapter settings = new PeftAdapter(rank, 32, ModelConfig.LINEAR_MAPS, Optional.empty());
    models.put(
        id,
        new Trained(ModelSource.of(base).with(new NewAdapter(settings, Key.of(seed, "adapter")))));
    return Json.object().put("model_id", id);
  }

  /** What the server says at once of a call that cannot be. */
  void admit(String name, ObjectNode body) {
    String model = body.path("model_id").asText();
    boolean first = name.equals("asample") || busy.add(model);
    if (name.equals("load_weights")) {
      if (!first) {
        throw new Said(400, "LoadWeights is not permitted with seq_id 1");
      }
      if (!Files.isDirectory(saved(body.path("path").asText()))) {
        throw new Said(404, "Checkpoint not found: " + body.path("path").asText());
      }
    }
    if (name.equals("save_weights")
        && Files.exists(saves.resolve(model).resolve(body.path("path").asText()))) {
      throw new Said(409, "Checkpoint already exists");
    }
  }

  private Path saved(String path) {
    return saves.resolve(path.replace("tinker://", "").replace("/weights/", "/"));
  }

  ObjectNode work(String name, ObjectNode body) throws IOException {
    if (name.equals("asample")) {
      return sample(body);
    }
    String id = body.path("model_id").asText();
    Trained model = models.get(id);
    if (name.equals("unload_model")) {
      forget();
      return Json.object().put("status", "unloaded");
    }
    if (model == null) {
      throw new IllegalStateException(
          "Model " + id + " not loaded (likely stale request from previous server)");
    }
    return switch (name) {
      case "forward" -> pass(model, body.path("forward_input"), new ServiceLossDouble());
      case "forward_backward" -> pass(model, body.path("forward_backward_input"), model.pending);
      case "optim_step" -> step(model, body.path("adam_params"));
      case "save_weights" -> save(id, model, body.path("path").asText());
      case "load_weights" -> load(id, body);
      case "save_weights_for_sampler" -> sampler(id, model);
      default -> throw new IllegalStateException("no call " + name);
    };
  }

  private ObjectNode pass(Trained model, JsonNode input, ServiceLossDouble into) {
    ServiceLossDouble own = new ServiceLossDouble();
    String refused = own.add(input);
    if (!refused.isEmpty()) {
      throw new IllegalStateException(refused);
    }
    into.add(input);
    awake = false;
    ObjectNode result = Json.object().put("loss_fn_output_type", "scalar");
    ArrayNode outputs = result.putArray("loss_fn_outputs");
    for (float[] row : model.logprobs().of(own.sequences(), 1)) {
      outputs.addObject().set("logprobs", TinkerDouble.tensor(row));
    }
    result.putObject("metrics");
    return result;
  }

  private ObjectNode step(Trained model, JsonNode adam) {
    OptimizerSettings settings =
        new OptimizerSettings(
            1,
            Schedule.CONSTANT,
            0,
            1,
            adam.path("beta1").asDouble(),
            adam.path("beta2").asDouble(),
            adam.path("eps").asDouble(),
            adam.path("weight_decay").asDouble(),
            CLIP_NORM);
    if (model.optimizer.isEmpty()) {
      AdamW optimizer = new AdamW(model.folder.model().trainable(), settings, model.own);
      model.moments.ifPresent(optimizer::read);
      model.optimizer = Optional.of(optimizer);
    }
    OptimizerStep step =
        new OptimizerStep(
            model.folder.model(), model.optimizer.get(), CLIP_NORM, TOKEN_BUDGET, model.own);
    UpdateResult<TokenUpdate.Numbers> result =
        new TokenUpdate(step, PassMemory.DEFAULT)
            .apply(
                model.pending.sequences(), model.pending, 1, adam.path("learning_rate").asDouble());
    model.pending = new ServiceLossDouble();
    ObjectNode answer = Json.object();
    answer.putObject("metrics").put("skyrl.ai/grad_norm", result.gradientNorm());
    return answer;
  }

  private ObjectNode save(String id, Trained model, String name) throws IOException {
    Path folder = saves.resolve(id).resolve(name);
    Files.createDirectories(folder);
    model.folder.write(folder);
    if (model.optimizer.isPresent()) {
      model.optimizer.get().write(folder.resolve("optimizer.safetensors"));
    }
    return Json.object().put("path", "tinker://" + id + "/weights/" + name);
  }

  private ObjectNode load(String id, ObjectNode body) {
    Path folder = saved(body.path("path").asText());
    models.remove(id).close();
    Trained loaded = new Trained(ModelSource.of(folder));
    if (body.path("optimizer").asBoolean(true)) {
      loaded.moments = Optional.of(folder.resolve("optimizer.safetensors")).filter(Files::exists);
    }
    models.put(id, loaded);
    return Json.object().put("type", "load_weights");
  }

  private ObjectNode sampler(String id, Trained model) throws IOException {
    awake = true;
    String session = "sampling_" + ++sessions;
    ObjectNode answer =
        Json.object().put("type", "save_weights_for_sampler").put("sampling_session_id", session);
    if (stale && !samplers.isEmpty()) {
      samplers.put(session, samplers.values().iterator().next());
      return answer;
    }
    new HashSet<>(samplers.values()).forEach(Sampler::close);
    samplers.clear();
    Path folder = saves.resolve(id).resolve("sampler_weights").resolve(session);
    Files.createDirectories(folder);
    model.folder.write(folder);
    NDManager own = manager.newSubManager();
    samplers.put(
        session, new Sampler(ModelFolder.open(ModelSource.of(folder), Device.cpu(), own), own));
    return answer;
  }

  private ObjectNode sample(ObjectNode body) {
    Sampler sampler = samplers.get(body.path("sampling_session_id").asText());
    if (sampler == null) {
      throw new IllegalStateException("Sampling session not found");
    }
    if (!awake) {
      throw new IllegalStateException("the inference engines sleep");
    }
    JsonNode params = body.path("sampling_params");
    Set<Integer> stops = new HashSet<>();
    params.path("stop").forEach(stop -> stops.add(stop.intValue()));
    Sampling sampling =
        new Sampling(params.path("temperature").asDouble(), params.path("max_tokens").asInt())
            .among(
                new Candidates(
                    Math.max(0, params.path("top_k").asInt()), params.path("top_p").asDouble(), 0));
    int[] prompt = ServiceLossDouble.ints(body.at("/prompt/chunks/0/tokens"));
    Key key = Key.of(params.path("seed").asInt(), "service");
    List<Rollout> drawn = new ArrayList<>();
    try (NDManager scope = sampler.own().newSubManager()) {
      drawn.addAll(
          new LocalEngine(sampler.folder().model(), stops::contains, 4, scope)
              .generate(List.of(new Request(prompt, key)), 1, sampling)
              .get(0));
    }
    ObjectNode result = Json.object();
    ArrayNode sequences = result.putArray("sequences");
    for (Rollout rollout : drawn) {
      ObjectNode sequence =
          sequences.addObject().put("stop_reason", rollout.truncated() ? "length" : "stop");
      ArrayNode tokens = sequence.putArray("tokens");
      ArrayNode logprobs = sequence.putArray("logprobs");
      for (int i = 0; i < rollout.logprobs().length; i++) {
        tokens.add(rollout.sequence().completion()[i]);
        logprobs.add(rollout.logprobs()[i]);
      }
    }
    return result;
  }

  /**
   * Deletes what was saved.
   *
   * @param name such as {@code training_runs/MODEL/checkpoints/weights/NAME}
   */
  ObjectNode delete(String name) throws IOException {
    String[] parts = name.split("/");
    Folders.delete(saves.resolve(parts[1]).resolve(parts[4]));
    return Json.object();
  }

  /** What is saved, in the words of the protocol. */
  Set<String> saved() throws IOException {
    Set<String> paths = new TreeSet<>();
    try (Stream<Path> found = Files.walk(saves, 2)) {
      found
          .filter(path -> saves.relativize(path).getNameCount() == 2)
          .filter(path -> !path.endsWith("sampler_weights"))
          .forEach(
              path ->
                  paths.add(
                      "tinker://"
                          + path.getParent().getFileName()
                          + "/weights/"
                          + path.getFileName()));
    }
    return paths;
  }

  Map<String, float[]> weights() {
    return TinyModel.values(models.values().iterator().next().folder.model());
  }

  void forget() {
    new HashSet<>(samplers.values()).forEach(Sampler::close);
    samplers.clear();
    models.values().forEach(Trained::close);
    models.clear();
  }

  @Override
  public void close() {
    forget();
    manager.close();
  }
}
