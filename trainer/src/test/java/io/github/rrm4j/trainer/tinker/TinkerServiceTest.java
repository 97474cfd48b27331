package io.github.rrm4j.trainer.tinker;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.model.ModelFolder;
import io.github.rrm4j.model.TokenSequence;
import io.github.rrm4j.remote.EngineFailure;
import io.github.rrm4j.remote.RemoteEngine;
import io.github.rrm4j.remote.StandInServer;
import io.github.rrm4j.remote.StandInServer.Fault;
import io.github.rrm4j.remote.TinkerModel;
import io.github.rrm4j.remote.TinkerModel.Adam;
import io.github.rrm4j.remote.TinkerModel.Loss;
import io.github.rrm4j.remote.TinkerRow;
import io.github.rrm4j.remote.TinkerService;
import io.github.rrm4j.rollout.LocalEngine;
import io.github.rrm4j.rollout.Request;
import io.github.rrm4j.rollout.Rollout;
import io.github.rrm4j.rollout.Sampling;
import io.github.rrm4j.rollout.Sampling.Candidates;
import io.github.rrm4j.trainer.optimizer.TinyModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The shapes of the protocol, and what of it is made again when an answer is lost. */
class TinkerServiceTest {

  private static final Fault BROKEN =
      (exchange, well) -> {
        exchange.close();
        return Optional.empty();
      };
  private static final TokenSequence ROW =
      new TokenSequence(new int[] {7, 8, 9}, new int[] {10, 11});
  private static final Adam ADAM = new Adam(1e-2, 0.9, 0.95, 1e-8, 0.01);

  @TempDir private Path folder;
  private TinkerWorld world;

  @BeforeEach
  void open() {
    world = new TinkerWorld(folder);
  }

  @AfterEach
  void close() {
    world.close();
  }

  private static Fault status(int status) {
    return (exchange, well) -> {
      StandInServer.send(exchange, status, "{\"detail\":\"overloaded\"}");
      return Optional.empty();
    };
  }

  private static List<TinkerRow> rows() {
    return List.of(
        new TinkerRow(ROW, new float[] {1, 1}, new float[] {2, -1}, new float[] {-0.5f, -2}));
  }

  private JsonNode json(String text) throws Exception {
    return Json.parse(text.replace('\'', '"'));
  }

  private ObjectNode body(String name) {
    return world.server.calls.stream()
        .filter(call -> call.name().equals(name))
        .findFirst()
        .orElseThrow()
        .body();
  }

  @Test
  void callsHaveTheShapesOfTheProtocol() throws Exception {
    try (TinkerService service = world.service();
        ModelFolder local = world.local()) {
      TinkerModel model = service.create(TinkerWorld.RANK, TinkerWorld.SEED);
      model.forwardBackward(rows(), Loss.ppo(0.8, 1.28));
      assertTrue(model.step(ADAM).getAsDouble() > 0);
      model.forwardBackward(rows(), Loss.IMPORTANCE_SAMPLING);
      model.forward(rows());
      try (RemoteEngine engine = service.engine(world.model(local))) {
        engine.drawFrom(model.sampler());
        engine.run(
            List.of(new Request(new int[] {4, 5}, Key.of(3, "draw"))),
            1,
            new Sampling(1, 6).among(new Candidates(20, 0.9, 0)));
      }
      String path = model.save("step-1");
      assertEquals("tinker://" + model.id() + "/weights/step-1", path);
      model.unload();
      service.create(TinkerWorld.RANK, 1).load(path, true);
    }
    assertEquals(
        json(
            "{'session_id':'session_1','base_model':'Miniature/base','lora_config':{'rank':4,'seed':5}}"),
        body("create_model"));
    assertEquals(
        json("{'model_id':'model_2','seq_id':1,'forward_backward_input':{'data':[{'model_input':{'chunks':[{'type':'encoded_text','tokens':[7,8,9,10]}]},"
                + "'loss_fn_inputs':{'target_tokens':{'data':[8,9,10,11]},'weights':{'data':[0.0,0.0,1.0,1.0]},"
                + "'advantages':{'data':[0.0,0.0,2.0,-1.0]},'logprobs':{'data':[0.0,0.0,-0.5,-2.0]}}}],"
                + "'loss_fn':'ppo','loss_fn_config':{'clip_high_threshold':1.28,'clip_low_threshold':0.8}}}")
            .toString(),
        body("forward_backward").toString());
    assertEquals(
        json(
            "{'model_id':'model_2','seq_id':2,'adam_params':{'learning_rate':0.01,'beta1':0.9,'beta2':0.95,'eps':1.0E-8,'weight_decay':0.01}}"),
        body("optim_step"));
    assertEquals(4, body("forward").path("seq_id").asInt());
    assertEquals(
        json("{'model_id':'model_2','seq_id':5,'sampling_session_seq_id':5}").toString(),
        body("save_weights_for_sampler").toString());
    ObjectNode sample = body("asample");
    assertEquals("sampling_1", sample.path("sampling_session_id").asText());
    assertEquals(json("[4,5]"), sample.at("/prompt/chunks/0/tokens"));
    assertEquals(1, sample.path("num_samples").asInt());
    JsonNode params = sample.path("sampling_params");
    assertEquals(6, params.path("max_tokens").asInt());
    assertEquals(20, params.path("top_k").asInt());
    assertEquals(0.9, params.path("top_p").asDouble());
    assertTrue(params.path("seed").asInt() >= 0 && params.path("stop").size() > 0);
    ObjectNode load = body("load_weights");
    assertTrue(load.path("optimizer").asBoolean());
    assertEquals("tinker://model_2/weights/step-1", load.path("path").asText());
  }

  @Test
  void completionsAreThoseOfTheWeightsThatWereTakenToTheSampler() {
    Sampling greedy = new Sampling(0, 12);
    List<Request> prompts = List.of(new Request(new int[] {4, 5, 6}, Key.of(1, "p")));
    try (TinkerService service = world.service();
        ModelFolder local = world.local();
        RemoteEngine engine = service.engine(world.model(local))) {
      TinkerModel model = service.create(TinkerWorld.RANK, TinkerWorld.SEED);
      engine.drawFrom(model.sampler());
      Rollout expected =
          new LocalEngine(local.model(), local.tokenizer()::isEnd, 4, world.manager)
              .generate(prompts, 1, greedy)
              .get(0)
              .get(0);
      Rollout found = engine.generate(prompts, 1, greedy).get(0).get(0);
      assertArrayEquals(expected.sequence().completion(), found.sequence().completion());
      assertArrayEquals(expected.logprobs(), found.logprobs(), 1e-3f);
      assertEquals(1, engine.counts().get("calls"));
    }
  }

  @Test
  void aResultThatIsNotThereIsAskedForAgain() {
    world.server.pending = 3;
    try (TinkerService service = world.service()) {
      TinkerModel model = service.create(TinkerWorld.RANK, TinkerWorld.SEED);
      assertEquals(1, model.forwardBackward(rows(), Loss.CROSS_ENTROPY).size());
    }
    assertEquals(1, world.server.count("forward_backward"));
  }

  @Test
  void anErrorOfARequestIsToldInTheWordsOfTheService() {
    try (TinkerService service = world.service()) {
      TinkerModel model = service.create(TinkerWorld.RANK, TinkerWorld.SEED);
      world.server.fail("forward_backward", "CUDA out of memory");
      InvalidInput refused =
          assertThrows(InvalidInput.class, () -> model.forwardBackward(rows(), Loss.CROSS_ENTROPY));
      assertTrue(refused.getMessage().contains("CUDA out of memory"), refused.getMessage());
      world.server.fault(
          "retrieve_future",
          (exchange, well) -> Optional.of("{\"error\":\"preempted\",\"category\":\"server\"}"));
      refused = assertThrows(InvalidInput.class, () -> model.step(ADAM));
      assertTrue(refused.getMessage().contains("preempted"), refused.getMessage());
    }
    assertEquals(1, world.server.count("forward_backward"));
  }

  /** The weights after two steps, with a fault in the middle of the first. */
  private Map<String, float[]> stepped(Consumer<TinkerDouble> fault) {
    try (TinkerService service = world.service()) {
      TinkerModel model = service.create(TinkerWorld.RANK, TinkerWorld.SEED);
      fault.accept(world.server);
      for (int i = 0; i < 2; i++) {
        model.forwardBackward(rows(), Loss.IMPORTANCE_SAMPLING);
        model.step(ADAM);
      }
      Map<String, float[]> weights = world.server.weights();
      model.unload();
      return weights;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"forward_backward", "optim_step", "retrieve_future"})
  void aLostAnswerIsAskedForAgainAndNothingIsDoneTwice(String call) {
    Map<String, float[]> well = stepped(server -> {});
    Map<String, float[]> broken = stepped(server -> server.fault(call, BROKEN));
    Map<String, float[]> busy = stepped(server -> server.fault(call, status(503)));
    assertEquals(0, TinyModel.distance(well, broken));
    assertEquals(0, TinyModel.distance(well, busy));
    if (!call.equals("retrieve_future")) {
      assertEquals(2 + 3 + 3, world.server.count(call));
    }
  }

  @Test
  void whatHasNoNumberIsMadeOnceOrUnderAnotherName() {
    try (TinkerService service = world.service()) {
      world.server.fault("create_model", BROKEN);
      EngineFailure failed = assertThrows(EngineFailure.class, () -> service.create(4, 5));
      assertTrue(failed.getMessage().contains("create_model: no usable answer"), failed.toString());
      assertEquals(1, world.server.count("create_model"));
      world.server.forgetModels();
      TinkerModel model = service.create(4, 5);
      world.server.fault("save_weights", BROKEN);
      assertTrue(model.save("first").endsWith("/weights/first-2"));
      world.server.fault("save_weights_for_sampler", BROKEN);
      assertEquals("sampling_2", model.sampler());
      InvalidInput late =
          assertThrows(InvalidInput.class, () -> model.load("tinker://x/weights/y", true));
      assertTrue(late.getMessage().contains("LoadWeights is not permitted"), late.getMessage());
      assertEquals(1, world.server.count("load_weights"));
    }
  }

  @Test
  void logProbsThatAreNotFiniteEndTheRunBeforeAStep() {
    try (TinkerService service = world.service()) {
      TinkerModel model = service.create(4, 5);
      world.server.fault(
          "retrieve_future",
          (exchange, well) ->
              Optional.of(well.replaceFirst("\"data\":\\[.*?]", "\"data\":[null,null,null,null]")));
      EngineFailure failed =
          assertThrows(
              EngineFailure.class, () -> model.forwardBackward(rows(), Loss.CROSS_ENTROPY));
      assertTrue(failed.getMessage().contains("must be a finite number"), failed.getMessage());
    }
    assertEquals(0, world.server.count("optim_step"));
  }

  @Test
  void anotherBaseModelIsRefusedBeforeASessionBegins() {
    InvalidInput refused =
        assertThrows(
            InvalidInput.class,
            () -> TinkerService.open(world.settings(), Optional.of("Qwen/Qwen3-8B")));
    assertTrue(
        refused
            .getMessage()
            .endsWith(
                "engine.update.base_model is Qwen/Qwen3-8B, must be one of the base models that the service has: Miniature/base"),
        refused.getMessage());
    assertEquals(0, world.server.calls.size());
  }
}
