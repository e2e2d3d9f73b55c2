package io.quoin.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a reader may expect of any source file of the house. */
class TidySourcesTest {
    private static final int FILE_LINES_MAX = 500;
    private static final int COLUMNS_MAX = 120;
    private static final int METHOD_LINES_MAX = 60;
    private static final Pattern OPEN_WORK = Pattern.compile("\\b(TODO|FIXME|XXX)\\b(?!: \\w+ .*\\w)");
    private static final Pattern NOT_A_METHOD =
            Pattern.compile("(^|.* )(class|interface|enum|record|@interface) .*|.* = .*|.*->.*|@.*|/?\\*.*|//.*");
    private static final Pattern FORBIDDEN_NAME =
            Pattern.compile("(util|utils|common|impl|manager|managers|helper|helpers|misc)");

    private static final List<Path> SOURCES = sources();

    private static List<Path> sources() {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> modules = Files.list(House.root())) {
            for (Path module : modules.filter(folder -> Files.exists(folder.resolve("pom.xml")))
                    .sorted()
                    .toList()) {
                addSources(module.resolve("src"), files);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }

    private static void addSources(Path folder, List<Path> files) throws IOException {
        if (Files.isDirectory(folder)) {
            try (Stream<Path> tree = Files.walk(folder)) {
                tree.filter(file -> file.toString().endsWith(".java")).forEach(files::add);
            }
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Complaints about files, one line each. */
    private static void assertNone(Function<Path, List<String>> complaints) {
        List<String> found = new ArrayList<>();
        for (Path file : SOURCES) {
            complaints.apply(file).forEach(text -> found.add(House.root().relativize(file) + text));
        }
        assertEquals("", String.join("\n", found));
    }

    private static void assertNoLine(Function<String, String> complaint) {
        assertNone(file -> {
            List<String> found = new ArrayList<>();
            List<String> lines = lines(file);
            for (int i = 0; i < lines.size(); i++) {
                String text = complaint.apply(lines.get(i));
                if (text != null) {
                    found.add(":" + (i + 1) + " " + text);
                }
            }
            return found;
        });
    }

    @Test
    void thereAreSourcesOfSeveralModules() {
        assertTrue(SOURCES.size() > 100, () -> SOURCES.size() + " sources");
    }

    @Test
    void noFileIsLong() {
        assertNone(file -> {
            int count = lines(file).size();
            return count <= FILE_LINES_MAX ? List.of() : List.of(" has " + count + " lines");
        });
    }

    @Test
    void noLineIsLongOrHasTabs() {
        assertNoLine(line -> {
            int columns = line.codePointCount(0, line.length());
            boolean unbreakable = line.startsWith("import ") || line.contains("\"");
            if (!unbreakable && columns > COLUMNS_MAX) {
                return "has " + columns + " columns";
            }
            return line.indexOf('\t') >= 0 ? "has a tab" : null;
        });
    }

    @Test
    void openWorkHasAReason() {
        assertNoLine(line -> OPEN_WORK.matcher(line).find() && !line.contains("OPEN_WORK") && !line.contains("(TODO|")
                ? "leaves work open without a reason"
                : null);
    }

    @Test
    void noImportIsAWildcardAndNobodySigns() {
        assertNoLine(line -> line.matches("import .*\\.\\*;") ? "imports a whole package" : null);
        assertNoLine(line -> line.matches("\\s*/?\\*+ @author .*") ? "is signed" : null);
    }

    /** Formatted sources are regular: a member begins and ends at the same indentation. */
    @Test
    void noMethodIsLong() {
        assertNone(file -> {
            List<String> found = new ArrayList<>();
            List<String> lines = lines(file);
            for (int indent = 4; indent <= 12; indent += 4) {
                findLongMethods(lines, " ".repeat(indent), found);
            }
            return found;
        });
    }

    private static void findLongMethods(List<String> lines, String indent, List<String> found) {
        int start = 0;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            boolean here =
                    line.startsWith(indent) && line.length() > indent.length() && line.charAt(indent.length()) != ' ';
            String text = here ? line.substring(indent.length()) : "";
            if (text.equals("}")) {
                if (i - start + 1 > METHOD_LINES_MAX
                        && !NOT_A_METHOD.matcher(lines.get(start).strip()).matches()) {
                    found.add(":" + (start + 1) + " a method of " + (i - start + 1) + " lines");
                }
            } else if (here && !text.startsWith("}") && !text.startsWith(")") && !text.startsWith("@")) {
                start = i;
            }
        }
    }

    @Test
    void everyPackageSaysWhatItIsFor() {
        List<String> silent = SOURCES.stream()
                .filter(file -> file.toString().contains("/src/main/java/"))
                .map(Path::getParent)
                .distinct()
                .filter(folder -> !Files.exists(folder.resolve("package-info.java")))
                .map(folder -> House.root().relativize(folder).toString())
                .toList();
        assertEquals(List.of(), silent);
    }

    @Test
    void noPackageIsADrawerForOddsAndEnds() {
        List<Path> drawers = SOURCES.stream()
                .map(Path::getParent)
                .distinct()
                .filter(folder ->
                        FORBIDDEN_NAME.matcher(folder.getFileName().toString()).matches())
                .toList();
        assertEquals(List.of(), drawers);
    }
}
