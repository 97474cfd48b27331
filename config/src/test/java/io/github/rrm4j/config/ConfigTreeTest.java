package io.github.rrm4j.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigTreeTest {
  @TempDir Path folder;

  private String message(Path file, String... settings) {
    InvalidInput error =
        assertThrows(InvalidInput.class, () -> Example.load(file, settings), "no problem found");
    return error.getMessage().replace(folder + "/", "");
  }

  @Test
  void layersWinInOrder() throws IOException {
    Files.createDirectories(folder.resolve("ablations"));
    Example.file(folder, "root.yaml", "model: {path: m}", "grpo: {group_size: 16, mini_batch: 2}");
    Example.file(folder, "middle.yaml", "extends: root.yaml", "grpo: {mini_batch: 8}");
    Path file =
        Example.file(
            folder, "ablations/x.yaml", "extends: ../middle.yaml", "grpo:", "  files: [a]");

    Example example = Example.load(file, "grpo.group_size=24", "grpo={loss: dr_grpo}");

    assertEquals("m", example.path());
    assertEquals(24, example.groupSize());
    assertEquals(8, example.miniBatch());
    assertEquals(0.2, example.clipRange());
    assertEquals(List.of("a"), example.files());
    assertEquals(Example.Loss.DR_GRPO, example.loss());
  }

  @Test
  void listsReplaceAndEmptySectionsChangeNothing() throws IOException {
    Path file =
        Example.file(folder, "x.yaml", "model: {path: m}", "grpo:", "  optimizer:", "  losses: []");
    Example example = Example.load(file);
    assertEquals(List.of(), example.losses());
    assertEquals(6e-5, example.learningRate());
  }

  @Test
  void anEmptyFileIsAllDefaults() throws IOException {
    Path file = Example.file(folder, "x.yaml", "# nothing");
    assertEquals(8, Example.load(file, "model.path=m").groupSize());
  }

  @Test
  void extendsInACircleIsRefused() throws IOException {
    Path file = Example.file(folder, "a.yaml", "# first", "extends: b.yaml");
    Example.file(folder, "b.yaml", "extends: ./a.yaml");
    assertEquals(
        "b.yaml:1: extends is ./a.yaml, which leads back to this file; "
            + "remove one extends of the circle",
        message(file));
  }

  @Test
  void aMissingParentIsNamedWithThePlaceThatAsksForIt() throws IOException {
    Path file = Example.file(folder, "a.yaml", "# first", "extends: zz.yaml");
    assertEquals(
        "a.yaml:2: extends is zz.yaml, but zz.yaml does not exist; give the path of a YAML file",
        message(file));
    Path list = Example.file(folder, "list.yaml", "extends: [a.yaml]", "model: {path: m}");
    assertEquals("list.yaml:1: extends is a list, must be the path of one file", message(list));
  }

  @Test
  void aFileThatIsNotThereOrNotYamlIsRefused() throws IOException {
    assertEquals(
        "no.yaml: the config does not exist; give the path of a YAML file",
        message(folder.resolve("no.yaml")));
    assertEquals(
        folder + ": the config is a folder; give the path of a YAML file", message(folder));
    assertEquals(
        "tab.yaml:2: not valid YAML: is indented by a tabulator, not spaces; correct the line or"
            + " quote the text",
        message(Example.file(folder, "tab.yaml", "grpo:", "\tloss: grpo")));
    assertEquals(
        "list.yaml:1: the file is a list, must be sections with keys",
        message(Example.file(folder, "list.yaml", "- a")));
    Path latin = Files.write(folder.resolve("latin.yaml"), new byte[] {'a', ':', ' ', (byte) 0xe4});
    assertEquals("latin.yaml: is not UTF-8 text; save it as UTF-8", message(latin));
    Path control = Files.write(folder.resolve("control.yaml"), new byte[] {'a', ':', ' ', 7});
    assertTrue(
        message(control).startsWith("control.yaml:1: not valid YAML: has a control character"));
  }

  @Test
  void unknownKeysGetTheNearestOne() throws IOException {
    Path file =
        Example.file(
            folder,
            "x.yaml",
            "model: {path: m}",
            "gropo: {loss: grpo}",
            "grpo:",
            "  gruop_size: 4",
            "  learning_rate: 0.1",
            "  zebra: 1",
            "  optimizer: {zebra: 1}",
            "grpo.clip_range: 0.1",
            "zebra: 1");
    assertEquals(
        """
        x.yaml:2: unknown key gropo; did you mean grpo?
        x.yaml:4: unknown key grpo.gruop_size; did you mean grpo.group_size?
        x.yaml:5: unknown key grpo.learning_rate; did you mean grpo.optimizer.learning_rate?
        x.yaml:6: unknown key grpo.zebra; grpo has group_size, mini_batch, clip_range, optimizer, \
        max_tokens, shuffle, loss, losses, files, budgets, engine
        x.yaml:7: unknown key grpo.optimizer.zebra; grpo.optimizer has learning_rate, kl_limit
        x.yaml:8: unknown key grpo.clip_range; write clip_range below grpo:
        x.yaml:9: unknown key zebra; there are model, grpo
        --set grpo.looss: unknown key grpo.looss; did you mean grpo.loss?
        --set nonsense: is not KEY=VALUE, must be like --set section.key=value
        --set grpo.loss.x: unknown key grpo.loss.x; grpo.loss has no keys
        --set extends: unknown key extends; it belongs at the top of a config file""",
        message(file, "grpo.looss=1", "nonsense", "grpo.loss.x=1", "extends=y.yaml"));
  }

  @Test
  void problemsOfAnExtendedFileComeFirst() throws IOException {
    Example.file(folder, "root.yaml", "model: {path: m}", "", "", "zebra: 1");
    Path file = Example.file(folder, "x.yaml", "extends: root.yaml", "zebra: 1");
    assertEquals(
        """
        root.yaml:4: unknown key zebra; there are model, grpo
        x.yaml:2: unknown key zebra; there are model, grpo""",
        message(file));
  }

  @Test
  void wrongShapesAreReported() throws IOException {
    Path file =
        Example.file(
            folder,
            "x.yaml",
            "model: [1]",
            "grpo:",
            "  loss: {a: 1}",
            "  loss: grpo",
            "  [a]: 1",
            "  optimizer: 5",
            "  clip_range: !!float 0.3");
    assertEquals(
        """
        x.yaml: model.path is not set, must be text; add it or use --set model.path=VALUE
        x.yaml:1: model is a list, must be a section
        x.yaml:3: grpo.loss is a section, must be one of grpo, dr_grpo
        x.yaml:4: grpo.loss is given twice (first on line 3), keep one of them
        x.yaml:5: a key is a list or a section, must be a name
        x.yaml:6: grpo.optimizer is 5, must be a section
        x.yaml:7: grpo.clip_range has the tag tag:yaml.org,2002:float, must have none: remove it""",
        message(file));
  }

  @Test
  void aliasesAreFollowedButNotForEver() throws IOException {
    Path file =
        Example.file(
            folder, "x.yaml", "model: {path: &p m, adapter: *p}", "grpo: {files: &f [a, *f]}");
    assertEquals(
        "x.yaml:2: grpo.files[1] contains itself, must not: remove the alias",
        message(file).lines().findFirst().orElseThrow());
    Example.file(folder, "x.yaml", "model: {path: &p m, adapter: *p}");
    assertEquals(Optional.of("m"), Example.load(file).adapter());
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x]\n");
    for (int i = 1; i <= 30; i++) {
      bomb.append(Text.format("a%d: &a%d [*a%d, *a%d]\n", i, i, i - 1, i - 1));
    }
    Files.writeString(file, bomb);
    assertTrue(message(file).contains("not valid YAML: has more than 20 aliases"), message(file));
  }

  @Test
  void theResolvedConfigLoadsAgainToTheSameConfig() throws IOException {
    Path file =
        Example.file(
            folder,
            "x.yaml",
            "grpo:",
            "  losses: [dr_grpo]",
            "  budgets: [0x10, 1_000]",
            "  files: ['yes', '3', 'null', '', ' a', 'a: b', \"tab\\t'\\\"\\\\\", '- x', \"é\\u2028\", '#']",
            "  loss: |-",
            "    dr_grpo",
            "model: {path: \"two\\nlines\"}");
    ConfigTree tree = ConfigTree.load(Example.base(), file, List.of("grpo.budgets=[16]"));
    Path resolved = folder.resolve("config.yaml");
    Files.writeString(resolved, tree.resolvedYaml());

    ConfigTree again = ConfigTree.load(Example.base(), resolved, List.of());

    assertEquals(tree.resolvedYaml(), again.resolvedYaml());
    assertEquals(Example.finished(tree), Example.finished(again));
    assertEquals(
        List.of("yes", "3", "null", "", " a", "a: b", "tab\t'\"\\", "- x", "é\u2028", "#"),
        Example.finished(again).files());
  }

  @Test
  void theResolvedConfigKeepsTheOrderOfTheDefaults() throws IOException {
    Path file = Example.file(folder, "x.yaml", "grpo: {shuffle: false}", "model: {path: a b}");
    assertEquals(
        """
        model:
          path: a b
          adapter: null
        grpo:
          group_size: 8
          mini_batch: 4
          clip_range: 0.2
          optimizer:
            learning_rate: 6e-5
            kl_limit: null
          max_tokens: null
          shuffle: false
          loss: grpo
          losses:
            - grpo
            - dr_grpo
          files: []
          budgets:
            - 64
            - 1_000
          engine: local
        """,
        ConfigTree.load(Example.base(), file, List.of()).resolvedYaml());
  }

  @Test
  void aSectionStandsInOneFileOfTheDefaultsOnly() {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("a.yaml", "grpo: {x: 1}");
    texts.put("b.yaml", "grpo: {y: 1}");
    IllegalStateException error =
        assertThrows(IllegalStateException.class, () -> BaseConfig.of(texts));
    assertEquals("grpo is in a.yaml:1 and b.yaml:1", error.getMessage());
  }
}
