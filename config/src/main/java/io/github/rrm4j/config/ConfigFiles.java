package io.github.rrm4j.config;

import io.github.rrm4j.config.ConfigNode.Scalar;
import io.github.rrm4j.config.ConfigNode.Section;
import io.github.rrm4j.contracts.DiskError;
import io.github.rrm4j.contracts.InvalidInput;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The user's file and the files it extends. */
final class ConfigFiles {
  static final String EXTENDS = "extends";

  private final Problems problems;
  private final List<Path> seen = new ArrayList<>();

  private ConfigFiles(Problems problems) {
    this.problems = problems;
  }

  /**
   * The files as sections without their {@code extends:}, the lowest layer first.
   *
   * @throws InvalidInput when one is missing, is not YAML, or extends itself by a detour
   */
  static List<Section> chain(Path file, Problems problems) {
    ConfigFiles files = new ConfigFiles(problems);
    List<Section> layers = new ArrayList<>();
    files.add(file, file + ": ", layers);
    return layers;
  }

  private void add(Path file, String whoAsked, List<Section> layers) {
    int layer = -seen.size();
    seen.add(identity(file));
    Section section = YamlText.file(layer, file.toString(), content(file, whoAsked), problems);
    ConfigNode parent = section.entries().get(EXTENDS);
    if (parent == null) {
      layers.add(section);
      return;
    }
    if (parent instanceof Scalar scalar && scalar.string().isPresent()) {
      addParent(file, scalar, layers);
    } else if (!(parent instanceof Scalar)) {
      problems.add(
          parent.place(), EXTENDS, "is " + parent.shown() + ", must be the path of one file");
    }
    Map<String, ConfigNode> rest = new LinkedHashMap<>(section.entries());
    rest.remove(EXTENDS);
    layers.add(new Section(section.place(), rest));
  }

  private void addParent(Path file, Scalar named, List<Section> layers) {
    Path parent = file.resolveSibling(named.text()).normalize();
    if (seen.contains(identity(parent))) {
      throw new InvalidInput(
          named.place()
              + ": extends is "
              + named.text()
              + ", which leads back to this file; remove one extends of the circle");
    }
    add(parent, named.place() + ": extends is " + named.text() + ", but ", layers);
  }

  private static Path identity(Path file) {
    try {
      return file.toRealPath();
    } catch (IOException notThere) {
      return file.toAbsolutePath().normalize();
    }
  }

  private static String content(Path file, String whoAsked) {
    if (!Files.isRegularFile(file)) {
      String kind = Files.isDirectory(file) ? " is a folder" : " does not exist";
      String subject = whoAsked.endsWith(", but ") ? file.toString() : "the config";
      throw new InvalidInput(whoAsked + subject + kind + "; give the path of a YAML file");
    }
    try {
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new InvalidInput(file + ": is not UTF-8 text; save it as UTF-8", e);
    } catch (IOException e) {
      throw DiskError.unreadable(file, e);
    }
  }
}
