package io.github.rrm4j.model;

import ai.djl.Device;
import ai.djl.engine.Engine;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.OneLine;
import io.github.rrm4j.model.cuda.CudaStatus;
import java.util.List;
import java.util.regex.Pattern;

/** From {@code engine.device} and {@code engine.threads} to the engine. */
public final class Devices {

  private static final Pattern NAME = Pattern.compile("auto|cpu|cuda:\\d{1,4}");
  private static final String THREADS = "ai.djl.pytorch.num_threads";

  private Devices() {}

  /**
   * The devices with these names, the first of which trains.
   *
   * @throws InvalidInput if one is not there
   */
  public static List<Device> open(List<String> names, int threads) {
    return names.stream().map(name -> open(name, threads)).toList();
  }

  /**
   * Starts the engine with a number of threads and finds the device.
   *
   * @param name auto, cpu or cuda:N
   * @param threads of one operator; 0 takes the engine's choice
   * @throws InvalidInput if there is no such device
   */
  public static Device open(String name, int threads) {
    if (!NAME.matcher(name).matches()) {
      throw InvalidInput.of("the device is %s, must be auto, cpu or cuda:N", OneLine.quoted(name));
    }
    if (threads > 0) {
      System.setProperty(THREADS, Integer.toString(threads));
    }
    NativeLibraries.engine();
    int gpus = Engine.getEngine("PyTorch").getGpuCount();
    if (name.equals("cpu") || name.equals("auto") && gpus == 0) {
      return Device.cpu();
    }
    int index = name.equals("auto") ? 0 : Integer.parseInt(name.substring("cuda:".length()));
    if (index >= gpus) {
      throw InvalidInput.of("engine.device is %s: %s", name, CudaStatus.read().reason());
    }
    return Device.gpu(index);
  }
}
