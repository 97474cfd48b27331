package io.github.rrm4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Which libtorch {@code ./rrm} starts Java with: a copy of the script with a java that tells. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {

  private static final String OTHER_VERSION = "2.11.0+cu130";
  private static final String RIGHT_VERSION = "2.7.1+cu128";

  @TempDir private Path folder;
  private Path root;
  private final Map<String, String> environment = new HashMap<>();

  /** A repository that looks built, a JDK that prints what it was given, and a Python. */
  @BeforeEach
  void pretend() throws IOException {
    root = Files.createDirectories(folder.toRealPath().resolve("repository"));
    Files.copy(Path.of("../rrm"), root.resolve("rrm"));
    Path target = Files.createDirectories(root.resolve("cli/target"));
    Path cpu = file(folder.resolve("pytorch-native-cpu-2.7.1.jar"), "");
    Path jar = file(target.resolve("rrm.jar"), "");
    file(target.resolve("rrm.classpath"), root + " \n" + jar + ":" + cpu + "\n");
    file(target.resolve("rrm.stamp"), "");
    Path jdk = folder.resolve("jdk");
    script(
        jdk.resolve("bin/java"),
        "for v in PYTORCH_LIBRARY_PATH PYTORCH_VERSION PYTORCH_FLAVOR CUBLAS_WORKSPACE_CONFIG"
            + " LD_LIBRARY_PATH; do\n"
            + "  echo \"$v=${!v:-}\"\n"
            + "done\n"
            + "echo \"$@\"");
    file(jdk.resolve("release"), "JAVA_VERSION=\"17.0.1\"\n");
    environment.put("JAVA_HOME", jdk.toString());
    python("");
  }

  @Test
  void withoutADriverTheClassPathsLibtorchIsUsed() throws Exception {
    environment.put("RRM_CUDA", "off");
    String said = launched(0);
    assertTrue(said.contains("PYTORCH_LIBRARY_PATH=\n"), said);
    assertTrue(said.contains("pytorch-native-cpu"), said);
  }

  @Test
  void theTorchOfTheActivePythonIsFound() throws Exception {
    Path torch = torch("site-packages/torch", RIGHT_VERSION, true);
    Path runtime = torch.resolveSibling("nvidia/cuda_runtime/lib");
    file(runtime.resolve("libcudart.so.12"), "");
    python(torch.toString());
    String said = launched(0);
    assertTrue(said.contains("PYTORCH_LIBRARY_PATH=" + torch + "/lib\n"), said);
    assertTrue(said.contains("PYTORCH_VERSION=2.7.1\nPYTORCH_FLAVOR=cu128\n"), said);
    assertTrue(said.contains("CUBLAS_WORKSPACE_CONFIG=:4096:8\n"), said);
    assertTrue(said.contains("nvidia/cuda_runtime/lib"), said);
    Path link = root.resolve("cli/target/cudart/libcudart.so");
    assertTrue(said.contains("-Djna.library.path=" + link.getParent()), said);
    assertTrue(Files.isSameFile(runtime.resolve("libcudart.so.12"), link));
  }

  @Test
  void aTorchOfAnotherVersionIsNamedAndTheCpuTaken() throws Exception {
    Path torch = torch("torch", OTHER_VERSION, true);
    python(torch.toString());
    String said = launched(0);
    assertTrue(
        said.contains(
            "rrm: "
                + torch
                + " is 2.11.0+cu130, DJL's native library needs 2.7.1; pip install torch==2.7.1;"
                + " running on the CPU"),
        said);
    assertTrue(said.contains("PYTORCH_LIBRARY_PATH=\n"), said);
  }

  @Test
  void aTorchOfAnotherVersionIsUsedWithALibraryCompiledForIt() throws Exception {
    Path torch = torch("torch", OTHER_VERSION, true);
    file(torch.resolve("lib/0.35.1-libdjl_torch.so"), "");
    python(torch.toString());
    assertTrue(launched(0).contains("PYTORCH_LIBRARY_PATH=" + torch + "/lib\n"));
  }

  @Test
  void aTorchWithoutCudaIsNamed() throws Exception {
    Path torch = torch("torch", "2.7.1+cpu", false);
    python(torch.toString());
    String said = launched(0);
    assertTrue(said.contains(torch + " is 2.7.1+cpu, which has no CUDA;"), said);
  }

  @Test
  void withADriverAndNothingElseTheRemedyIsTold() throws Exception {
    String said = launched(0);
    assertTrue(
        said.startsWith(
            "rrm: there is an NVIDIA driver but no libtorch for CUDA; pip install torch==2.7.1;"),
        said);
    assertTrue(said.contains("pytorch-native-cpu"), said);
  }

  @Test
  void aDownloadIsLeftToDjlWhereItIsAllowed() throws Exception {
    environment.put("RRM_ALLOW_DOWNLOAD", "1");
    String said = launched(0);
    assertTrue(said.contains("PYTORCH_VERSION=2.7.1\nPYTORCH_FLAVOR=cu128\n"), said);
    assertFalse(said.contains("pytorch-native-cpu"), said);
    assertTrue(said.contains("-Dai.djl.offline=false"), said);
  }

  @Test
  void theBuildsOwnLibtorchComesBeforePythons() throws Exception {
    python(torch("torch", RIGHT_VERSION, true).toString());
    Path unpacked = root.resolve("cli/target/cuda/org/bytedeco");
    Path own = unpacked.resolve("pytorch/linux-x86_64-gpu");
    file(own.resolve("libtorch_cuda.so"), "");
    file(unpacked.resolve("cuda/linux-x86_64/libcudart.so.12"), "");
    String said = launched(0);
    assertTrue(said.contains("PYTORCH_LIBRARY_PATH=" + own + "\n"), said);
    assertTrue(said.contains(unpacked + "/cuda/linux-x86_64"), said);
  }

  @Test
  void theUsersOwnLibtorchComesFirst() throws Exception {
    Path torch = torch("libtorch", "", false);
    environment.put("PYTORCH_LIBRARY_PATH", torch + "/lib");
    String said = launched(0);
    assertTrue(said.contains("PYTORCH_FLAVOR=cpu\n"), said);
    file(torch.resolve("lib/libtorch_cuda.so"), "");
    assertTrue(launched(0).contains("PYTORCH_FLAVOR=cu128\n"));
    file(torch.resolve("build-version"), OTHER_VERSION + "\n");
    assertEquals(
        "rrm: PYTORCH_LIBRARY_PATH is "
            + torch
            + "/lib, whose libtorch is 2.11.0+cu130; the native library of DJL needs 2.7.1: pip"
            + " install torch==2.7.1\n",
        launched(2));
  }

  @Test
  void wrongSettingsAreToldInOneLine() throws Exception {
    environment.put("RRM_CUDA", "yes");
    assertEquals("rrm: RRM_CUDA is yes, must be auto, on or off\n", launched(2));
    environment.put("PYTORCH_LIBRARY_PATH", folder + "/none");
    assertEquals(
        "rrm: PYTORCH_LIBRARY_PATH is "
            + folder
            + "/none, which has no libtorch.so; name the folder lib of a libtorch 2.7.1\n",
        launched(2));
  }

  @Test
  void anArchiveOfClassesIsMadeOnceForABuildAndAJdk() throws Exception {
    environment.put("RRM_CUDA", "off");
    script(
        folder.resolve("jdk/bin/java"),
        "for option; do\n"
            + "  [[ $option != -XX:ArchiveClassesAtExit=* ]] || echo made >\"${option#*=}\"\n"
            + "done\necho \"$@\"");
    String said = launched(0);
    Path archive = root.resolve("cli/target/rrm-17.0.1.jsa");
    assertTrue(said.startsWith("preparing faster starts"), said);
    assertTrue(said.contains("-XX:SharedArchiveFile=" + archive + " "), said);
    FileTime first = Files.getLastModifiedTime(archive);
    assertFalse(launched(0).contains("preparing"));
    assertEquals(first, Files.getLastModifiedTime(archive));
    FileTime later = FileTime.fromMillis(first.toMillis() + 1000);
    Files.setLastModifiedTime(root.resolve("cli/target/rrm.jar"), later); // another build
    assertTrue(launched(0).startsWith("preparing faster starts"));
    Files.setLastModifiedTime(root.resolve("cli/target/rrm.jar"), first);
    file(folder.resolve("jdk/release"), "JAVA_VERSION=\"25\"\n");
    assertTrue(launched(0).contains("rrm-25.jsa"));
  }

  @Test
  void anArchiveThatCouldNotBeMadeIsNotTriedAgain() throws Exception {
    environment.put("RRM_CUDA", "off");
    String said = launched(0);
    assertTrue(said.startsWith("preparing faster starts"), said);
    assertFalse(said.contains("SharedArchiveFile"), said);
    String again = launched(0);
    assertFalse(again.contains("preparing"), again);
    assertFalse(again.contains("SharedArchiveFile"), again);
  }

  private Path torch(String name, String version, boolean cuda) throws IOException {
    Path torch = folder.resolve(name);
    file(torch.resolve("lib/libtorch.so"), "");
    if (cuda) {
      file(torch.resolve("lib/libtorch_cuda.so"), "");
    }
    if (!version.isEmpty()) {
      file(torch.resolve("version.py"), "__version__ = '" + version + "'\ndebug = False\n");
    }
    return torch;
  }

  private void python(String torch) throws IOException {
    script(folder.resolve("bin/python3"), "echo '" + torch + "'");
  }

  private static Path file(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private static void script(Path file, String text) throws IOException {
    file(file, "#!/usr/bin/env bash\n" + text + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** What the script and its java say together. */
  private String launched(int code) throws Exception {
    ProcessBuilder process =
        new ProcessBuilder("bash", root.resolve("rrm").toString(), "doctor")
            .redirectErrorStream(true);
    Map<String, String> given = process.environment();
    given.keySet().removeIf(name -> name.matches("PYTORCH_.*|RRM_.*|MAVEN_ARGS|LD_LIBRARY_PATH"));
    given.put("RRM_CUDA", "on");
    given.put("PATH", folder.resolve("bin") + ":" + given.get("PATH"));
    given.putAll(environment);
    Process started = process.start();
    String said = new String(started.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(code, started.waitFor(), said);
    return said;
  }
}
