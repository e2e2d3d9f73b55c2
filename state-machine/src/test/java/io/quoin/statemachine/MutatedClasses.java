package io.quoin.statemachine;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * The state machine once more, with one class compiled from a copy of its source into which a mistake was written. No
 * production code knows of it. The classes of the state machine, tests included, are loaded anew; all others are
 * shared.
 */
final class MutatedClasses extends ClassLoader {
    private static final String REPLACED = "io.quoin.statemachine.";
    private static final Path SOURCES = Path.of("src", "main", "java", "io", "quoin", "statemachine");

    private final Path compiled;

    private MutatedClasses(Path compiled) {
        super(MutatedClasses.class.getClassLoader());
        this.compiled = compiled;
    }

    /**
     * Plants a mistake.
     *
     * @param source the source file below the state machine's root package
     * @param right text that occurs in it exactly once
     * @param wrong what stands there instead
     */
    static MutatedClasses with(Path directory, String source, String right, String wrong) throws IOException {
        String text = Files.readString(SOURCES.resolve(source));
        int at = text.indexOf(right);
        if (at < 0 || text.indexOf(right, at + 1) >= 0) {
            throw new AssertionError(
                    "the mistake no longer fits into " + source + ", which should hold once: " + right);
        }
        compile(directory, source, text.replace(right, wrong));
        return new MutatedClasses(directory);
    }

    private static void compile(Path directory, String source, String text) {
        var file = new SimpleJavaFileObject(URI.create("string:///" + source), SimpleJavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> options = List.of(
                "-proc:none", "-nowarn", "-cp", System.getProperty("java.class.path"), "-d", directory.toString());
        var messages = new StringWriter();
        if (!compiler.getTask(messages, null, null, options, null, List.of(file))
                .call()) {
            throw new AssertionError("the mistake in " + source + " does not compile: " + messages);
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(REPLACED)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> known = findLoadedClass(name);
            return known != null ? known : define(name);
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        String file = name.replace('.', '/') + ".class";
        Path mutated = compiled.resolve(file);
        try (InputStream in = Files.exists(mutated)
                ? Files.newInputStream(mutated)
                : getParent().getResourceAsStream(file)) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] bytes = in.readAllBytes();
            return defineClass(name, bytes, 0, bytes.length);
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }
}
