package io.github.rrm4j.experiments.run;

import io.github.rrm4j.config.ConfigReader;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.remote.RemoteSettings;
import io.github.rrm4j.trainer.TrainingPlan.Engine;
import io.github.rrm4j.trainer.TrainingPlan.Engine.EngineKind;
import java.util.HashSet;
import java.util.List;

/** What the keys of servers that draw the completions of a training must be to each other. */
final class ServerKeys {

  private static final int MOST_PORT = 65535;

  private ServerKeys() {}

  static void check(ConfigReader c, Engine engine) {
    boolean started = engine.kind() == EngineKind.LLAMA_CPP;
    boolean called = engine.kind() == EngineKind.VLLM || engine.kind() == EngineKind.SGLANG;
    c.problemIf(
        called == engine.urls().isEmpty(),
        "urls",
        called
            ? "is empty, must name at least one server"
            : started
                ? "has servers, must be empty with kind: llama_cpp, which the training starts itself; set server.ports"
                : "has servers, must be empty with kind: local; set kind: vllm or sglang");
    c.problemIf(
        engine.kind() != EngineKind.LOCAL && !engine.devices().isEmpty(),
        "devices",
        "stands beside servers that draw the completions; leave it out");
    for (String url : engine.urls()) {
      try {
        RemoteSettings.url(url);
      } catch (InvalidInput e) {
        c.problemIf(true, "urls", "has a wrong address: " + e.getMessage());
      }
    }
    started(c.section("server"), engine.server(), started);
  }

  /**
   * Adds what is wrong with rollouts that are drawn beside updates.
   *
   * @param c of grpo
   * @param adapter whether an adapter is trained
   */
  static void checkStaleness(ConfigReader c, Engine engine, boolean adapter, int staleness) {
    boolean local = engine.kind() == EngineKind.LOCAL;
    boolean one = !adapter || engine.kind() == EngineKind.LLAMA_CPP;
    c.problemIf(
        local && staleness > 0,
        "staleness",
        "is "
            + staleness
            + ", must be 0 with engine.kind: local, which draws on the cores and with the weights that the update needs");
    c.problemIf(
        !local && one && staleness > 1,
        "staleness",
        "is "
            + staleness
            + ", must be at most 1 where servers have one set of weights at a time, so that nothing is open while it changes; only adapters at vllm or sglang can be older");
  }

  private static void started(ConfigReader c, Engine.Server server, boolean used) {
    List<Integer> ports = server.ports();
    c.problemIf(
        used == ports.isEmpty(),
        "ports",
        used
            ? "is empty, must have one port for each server that is to be started"
            : "has ports, must be empty without engine.kind: llama_cpp");
    c.problemIf(
        new HashSet<>(ports).size() < ports.size()
            || ports.stream().anyMatch(port -> port < 1 || port > MOST_PORT),
        "ports",
        "is " + ports + ", must have different numbers from 1 to " + MOST_PORT);
    for (String part : List.of("{model}", "{port}")) {
      c.problemIf(
          server.command().stream().noneMatch(word -> word.contains(part)),
          "command",
          "has no " + part + ", must have it where it goes");
    }
  }
}
