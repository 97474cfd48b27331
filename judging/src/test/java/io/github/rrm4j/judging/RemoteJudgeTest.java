package io.github.rrm4j.judging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import com.sun.net.httpserver.HttpExchange;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.judging.scalar.ScalarJudge;
import io.github.rrm4j.model.ModelFolder;
import io.github.rrm4j.model.ModelSource;
import io.github.rrm4j.remote.EngineFailure;
import io.github.rrm4j.remote.RemoteSettings;
import io.github.rrm4j.remote.RemoteSettings.Kind;
import io.github.rrm4j.remote.StandInServer;
import io.github.rrm4j.rollout.Sampling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A judge whose weights are at a server. */
class RemoteJudgeTest {

  @TempDir private Path folder;

  @BeforeEach
  void write() {
    TinyJudge.write(folder, new Sampling(0, 40));
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void saysWhatTheSameJudgeSaysHere(Kind kind) {
    JudgeSpec here = JudgeSpec.of(folder).bothOrders();
    NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
    try (ModelFolder served = ModelFolder.open(ModelSource.of(folder), Device.cpu(), manager);
        StandInServer server =
            new StandInServer(
                kind, served.model(), new HashSet<>(served.tokenizer().endIds()), manager)) {
      JudgeSpec there = here.model(here.model().at(settings(kind, server.url())));
      try (Judge local = Judge.open(here);
          Judge remote = Judge.open(there)) {
        List<PairVerdict> expected = local.compareAll(TinyJudge.pairs(0, 4).stream()).toList();
        List<PairVerdict> actual = remote.compareAll(TinyJudge.pairs(0, 4).stream()).toList();
        for (int i = 0; i < expected.size(); i++) {
          assertEquals(expected.get(i).votes(), actual.get(i).votes());
        }
      }
    }
  }

  @Test
  void aJudgementThatStaysAwayIsFailedWhereAnErrorWouldEndATraining() {
    NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
    try (ModelFolder served = ModelFolder.open(ModelSource.of(folder), Device.cpu(), manager);
        StandInServer server =
            new StandInServer(
                Kind.VLLM, served.model(), new HashSet<>(served.tokenizer().endIds()), manager)) {
      RemoteSettings once =
          settings(Kind.VLLM, server.url())
              .with(RemoteSettings.Retries.USUAL.attempts(1), Duration.ofSeconds(30));
      JudgeSpec spec = JudgeSpec.of(folder);
      JudgeSpec there = spec.model(spec.model().at(once)).maxFailed(0.5);
      try (Judge judge = Judge.open(there)) {
        server.faults.add(RemoteJudgeTest::busy);
        List<PairVerdict> verdicts = judge.compareAll(TinyJudge.pairs(0, 4).stream()).toList();
        assertEquals(1, verdicts.stream().mapToInt(v -> v.tally().all().failed()).sum());
        for (int i = 0; i < 8; i++) {
          server.faults.add(RemoteJudgeTest::busy);
        }
        assertTrue(
            assertThrows(
                    EngineFailure.class,
                    () -> judge.compareAll(TinyJudge.pairs(0, 8).stream()).toList())
                .getMessage()
                .startsWith("judge: none of 8 judgements came, the last one: " + server.url()));
        TokenAsker training =
            new TokenAsker(judge.format(), judge.asker().tokens("test").engine(), judge.sampling());
        server.faults.add(RemoteJudgeTest::busy);
        Question question = Question.of(TinyJudge.pairs(0, 1).get(0), Order.GIVEN, Key.of(1, "t"));
        assertThrows(EngineFailure.class, () -> training.ask(List.of(question), 2));
      }
    }
  }

  private static Optional<String> busy(HttpExchange exchange, String well) throws IOException {
    StandInServer.send(exchange, 503, "{\"message\":\"busy\"}");
    return Optional.empty();
  }

  @Test
  void theFolderNeedsNoWeightsHere() throws IOException {
    Files.delete(folder.resolve("model.safetensors"));
    ModelSpec spec = ModelSpec.of(folder).at(settings(Kind.SGLANG, "http://127.0.0.1:1"));
    assertTrue(
        assertThrows(InvalidInput.class, spec::open)
            .getMessage()
            .startsWith("http://127.0.0.1:1: /get_model_info: no connection;"));
  }

  @Test
  void whatNeedsTheWeightsRefusesServers() {
    ModelSpec spec = ModelSpec.of(folder).at(settings(Kind.VLLM, "http://127.0.0.1:1"));
    String refused =
        "--engine-url: this needs the weights here, must be left out; give --model alone";
    assertEquals(refused, assertThrows(InvalidInput.class, spec::openLocal).getMessage());
    assertEquals(
        refused, assertThrows(InvalidInput.class, () -> ScalarJudge.open(spec)).getMessage());
  }

  @Test
  void theDescriptionNamesTheServersModelAndNotItsAddress() {
    ModelSpec spec = ModelSpec.of(folder).at(settings(Kind.VLLM, "http://127.0.0.1:1"));
    assertTrue(spec.described().endsWith(" as policy-v1 by vllm"), spec.described());
  }

  private static RemoteSettings settings(Kind kind, String url) {
    return RemoteSettings.of(kind, List.of(url), StandInServer.MODEL);
  }
}
