package io.quoin.statemachine.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ScenarioTest {
    private static final Path DIRECTORY = Path.of("src/test/resources/scenarios");
    private static final String SEPARATOR = "----";

    @TestFactory
    Stream<DynamicTest> everyScenarioPrintsWhatItsFileSays() throws IOException {
        List<Path> files;
        try (var listed = Files.list(DIRECTORY)) {
            files = listed.filter(file -> file.toString().endsWith(".txt"))
                    .sorted()
                    .toList();
        }
        assertFalse(files.isEmpty(), "no scenario in " + DIRECTORY);
        return files.stream()
                .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> check(file)));
    }

    private static void check(Path file) throws IOException {
        String written = Files.readString(file);
        String actual = run(written);
        if (Boolean.getBoolean("scenario.update")) {
            Files.writeString(file, actual);
        } else {
            assertEquals(written, actual, file.toString());
        }
    }

    /** The file with the expected parts as they come out now. */
    private static String run(String written) {
        var out = new ArrayList<String>();
        var store = new ScenarioStore();
        var printed = new ArrayList<String>();
        boolean expectedPart = false;
        for (String line : written.lines().toList()) {
            if (line.equals(SEPARATOR)) {
                out.add(line);
                out.addAll(printed);
                printed.clear();
                expectedPart = true;
            } else if (line.isEmpty()) {
                out.add(line);
                expectedPart = false;
            } else if (!expectedPart) {
                out.add(line);
                if (!line.startsWith("#")) {
                    printed.add(store.execute(line));
                }
            }
        }
        return String.join("\n", out) + "\n";
    }
}
