package io.github.rrm4j.model;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** TorchScript source beside this package's classes, loaded, with methods that can be called. */
final class ScriptModule implements AutoCloseable {

  private final Model module;
  private final Map<String, NDArray> methods = new LinkedHashMap<>();
  private final ParameterStore noParameters;

  /**
   * @param className the class that the source defines; the file has its name in lower case
   * @param attributes values of the class's attributes: Integer or Double
   * @param device where what the module itself makes lives
   */
  ScriptModule(String className, Map<String, Object> attributes, Device device) {
    this.module = Model.newInstance(className, device, "PyTorch");
    String file = className.toLowerCase(java.util.Locale.ROOT) + ".torchscript";
    try (InputStream resource = ScriptModule.class.getResourceAsStream(file)) {
      String source = new String(resource.readAllBytes(), StandardCharsets.UTF_8);
      module.load(TorchScriptArchive.of(className, source, attributes));
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + file, e);
    } catch (MalformedModelException e) {
      throw new IllegalStateException(file + " does not compile", e);
    }
    this.noParameters = new ParameterStore(module.getNDManager(), false);
  }

  /** Owns what lives as long as the module. */
  NDManager manager() {
    return module.getNDManager();
  }

  /**
   * Calls a method.
   *
   * @param gradients whether the result carries a graph, or may be part of one later
   * @param arguments in the order of the method; the result belongs to the manager of the first
   * @return the results, flattened
   */
  NDList call(String method, boolean gradients, NDList arguments) {
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
