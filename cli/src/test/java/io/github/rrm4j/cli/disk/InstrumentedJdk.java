package io.github.rrm4j.cli.disk;

import static net.bytebuddy.matcher.ElementMatchers.isNative;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.namedOneOf;
import static net.bytebuddy.matcher.ElementMatchers.none;
import static net.bytebuddy.matcher.ElementMatchers.not;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import net.bytebuddy.agent.ByteBuddyAgent;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.matcher.ElementMatcher;

/**
 * A JDK that reports each call that changes the disk to {@link DiskCalls} before it makes it. Java
 * 17 to 25 on Linux.
 */
public final class InstrumentedJdk {

  private static final String EXCEPTION = "sun.nio.fs.UnixException";
  private static final String FILES = "sun.nio.fs.UnixNativeDispatcher";
  private static final String CHANNEL = "sun.nio.ch.FileDispatcherImpl"; // Java 17
  private static final String UNIX_CHANNEL = "sun.nio.ch.UnixFileDispatcherImpl"; // from Java 21
  private static final String STREAM = "java.io.FileOutputStream";
  private static final String RANDOM = "java.io.RandomAccessFile";
  private static final String COPY = "sun.nio.fs.UnixCopyFile"; // Java 17
  private static final String FILE_SYSTEM = "sun.nio.fs.UnixFileSystem"; // from Java 21

  private static boolean installed;

  private InstrumentedJdk() {}

  /** Rewrites the JDK of this process, once. */
  public static synchronized void install() {
    if (installed) {
      return;
    }
    installed = true;
    try {
      install(ByteBuddyAgent.install());
    } catch (IOException | ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void install(Instrumentation jvm)
      throws IOException, ReflectiveOperationException {
    Path jar = Files.createTempFile("disk-calls", ".jar");
    jar.toFile().deleteOnExit();
    pack(jar);
    jvm.appendToBootstrapClassLoaderSearch(new JarFile(jar.toFile()));
    Class<?> calls = Class.forName(InstrumentedJdk.class.getPackageName() + ".DiskCalls");
    if (calls.getClassLoader() != null) {
      throw new IllegalStateException(calls + " was loaded before the JDK was instrumented");
    }
    Set<Module> boot = Set.of(calls.getModule());
    jvm.redefineModule(
        Object.class.getModule(),
        Set.of(),
        Map.of(),
        Map.of("java.io", boot, "sun.nio.fs", boot),
        Set.of(),
        Map.of());
    calls.getMethod("prepare").invoke(null);
    List<String> problems = new ArrayList<>();
    rewrite(jvm, problems);
    if (!problems.isEmpty()) {
      throw new IllegalStateException(problems.toString());
    }
  }

  private static void pack(Path jar) throws IOException {
    String folder = InstrumentedJdk.class.getPackageName().replace('.', '/') + "/";
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (String name : List.of("DiskCalls", "DiskCalls$Kind", "DiskCalls$Observer")) {
        out.putNextEntry(new JarEntry(folder + name + ".class"));
        try (InputStream in = InstrumentedJdk.class.getResourceAsStream(name + ".class")) {
          in.transferTo(out);
        }
      }
    }
  }

  private static void rewrite(Instrumentation jvm, List<String> problems) {
    ElementMatcher.Junction<MethodDescription> part = named("write").and(takesArguments(3));
    ElementMatcher.Junction<MethodDescription> whole =
        named("write").and(takesArguments(1)).and(not(isNative()));
    AgentBuilder agent =
        new AgentBuilder.Default()
            .disableClassFormatChanges()
            .with(AgentBuilder.RedefinitionStrategy.RETRANSFORMATION)
            .with(
                new AgentBuilder.Listener.Adapter() {
                  @Override
                  public void onError(
                      String type,
                      ClassLoader loader,
                      net.bytebuddy.utility.JavaModule module,
                      boolean loaded,
                      Throwable error) {
                    problems.add(type + ": " + error);
                  }
                })
            .ignore(none());
    agent = advised(agent, FILES, named("open"), DiskAdvice.Open.class);
    agent =
        advised(
            agent,
            FILES,
            namedOneOf("unlink", "rmdir", "mkdir", "chmod", "chown", "lchown", "utimes", "lutimes"),
            DiskAdvice.OnPath.class);
    agent =
        advised(agent, FILES, namedOneOf("rename", "link", "symlink"), DiskAdvice.OnTarget.class);
    for (String channel : List.of(CHANNEL, UNIX_CHANNEL)) {
      agent =
          advised(agent, channel, namedOneOf("write", "pwrite", "writev"), DiskAdvice.Write.class);
      agent = advised(agent, channel, namedOneOf("force", "truncate"), DiskAdvice.OnOpen.class);
    }
    for (String copy : List.of(COPY, FILE_SYSTEM)) {
      agent = advised(agent, copy, named("copyFile"), DiskAdvice.Copy.class);
    }
    agent = advised(agent, STREAM, named("open"), DiskAdvice.OpenStream.class);
    agent = advised(agent, RANDOM, named("open"), DiskAdvice.OpenRandom.class);
    for (String stream : List.of(STREAM, RANDOM)) {
      agent = advised(agent, stream, part, DiskAdvice.WritePart.class);
      agent = advised(agent, stream, whole, DiskAdvice.WriteWhole.class);
    }
    agent = advised(agent, EXCEPTION, named("errorString"), DiskAdvice.Wording.class);
    agent.installOn(jvm);
  }

  private static AgentBuilder advised(
      AgentBuilder agent,
      String type,
      ElementMatcher<? super MethodDescription> methods,
      Class<?> advice) {
    return agent
        .type(named(type))
        .transform(
            (builder, description, loader, module, domain) ->
                builder.visit(Advice.to(advice).on(not(isNative()).and(methods))));
  }
}
