package io.github.rrm4j.model;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.training.ParameterStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * TorchScript source beside some class, loaded, with methods that can be called, by several threads
 * at once.
 */
public final class ScriptModule implements AutoCloseable {

  private final Model module;
  private final Map<String, NDArray> methods = new ConcurrentHashMap<>();
  private final ParameterStore noParameters;

  /**
   * @param beside the Java class beside which the source lies
   * @param className the class that the source defines
   * @param files the source: the names of files, which follow one another
   * @param attributes values of the class's attributes: Integer, Double or a list of one of them
   * @param device where what the module itself makes lives
   */
  public ScriptModule(
      Class<?> beside,
      String className,
      List<String> files,
      Map<String, Object> attributes,
      Device device) {
    NativeLibraries.engine();
    this.module = Model.newInstance(className, device, "PyTorch");
    String source =
        files.stream().map(file -> read(beside, file)).collect(Collectors.joining("\n"));
    try {
      module.load(TorchScriptArchive.of(className, source, attributes));
      Files.deleteIfExists(module.getModelPath()); // an empty folder that DJL would leave behind
    } catch (IOException e) {
      throw new UncheckedIOException("loading " + files, e);
    } catch (MalformedModelException e) {
      throw new IllegalStateException(files + " do not compile", e);
    }
    this.noParameters = new ParameterStore(module.getNDManager(), false);
    // else the first call with gradients would, and DJL's initialization is not thread-safe
    module.getBlock().initialize(module.getNDManager(), DataType.FLOAT32);
  }

  private static String read(Class<?> beside, String file) {
    try (InputStream resource = beside.getResourceAsStream(file)) {
      return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + file, e);
    }
  }

  /** Owns what lives as long as the module. */
  public NDManager manager() {
    return module.getNDManager();
  }

  /**
   * Calls a method.
   *
   * @param gradients whether the result carries a graph, or may be part of one later
   * @param arguments in the order of the method; the result belongs to the manager of the first
   * @return the results, flattened
   */
  public NDList call(String method, boolean gradients, NDList arguments) {
    NDList all = new NDList(arguments);
    all.add(methods.computeIfAbsent(method, this::marker));
    return module.getBlock().forward(noParameters, all, gradients);
  }

  /** An array whose name tells DJL which method is meant. */
  private NDArray marker(String method) {
    NDArray marker = manager().create(0);
    marker.setName("module_method:" + method);
    return marker;
  }

  @Override
  public void close() {
    module.close();
  }
}
