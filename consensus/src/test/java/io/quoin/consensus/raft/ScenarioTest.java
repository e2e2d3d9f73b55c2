package io.quoin.consensus.raft;

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

/**
 * Runs {@code src/test/resources/scenarios/*.txt}. A file is a sequence of blocks: comments and commands, {@code ----},
 * what the members then do, an empty line. {@code -Dscenario.update=true} rewrites what they do.
 */
class ScenarioTest {
    private static final Path DIRECTORY = Path.of("src/test/resources/scenarios");
    private static final String SEPARATOR = "----";

    @TestFactory
    Stream<DynamicTest> everyScenarioGoesAsWritten() throws IOException {
        List<Path> files;
        try (Stream<Path> paths = Files.list(DIRECTORY)) {
            files = paths.filter(path -> path.toString().endsWith(".txt"))
                    .sorted()
                    .toList();
        }
        assertFalse(files.isEmpty(), "no scenario in " + DIRECTORY.toAbsolutePath());
        return files.stream()
                .map(path -> DynamicTest.dynamicTest(path.getFileName().toString(), () -> run(path)));
    }

    private static void run(Path path) throws IOException {
        String expected = Files.readString(path);
        StringBuilder actual = new StringBuilder();
        Scenario scenario = new Scenario();
        for (List<String> commands : blocks(expected)) {
            for (String line : commands) {
                actual.append(line).append('\n');
                if (!line.isBlank() && !line.startsWith("#")) {
                    ScenarioCommands.run(scenario, line);
                }
            }
            actual.append(SEPARATOR).append('\n');
            scenario.takeOutput().forEach(line -> actual.append(line).append('\n'));
            actual.append('\n');
        }
        if (Boolean.getBoolean("scenario.update")) {
            Files.writeString(path, actual.toString());
        } else {
            assertEquals(expected, actual.toString());
        }
    }

    /** The lines before each separator; what stands behind it, up to an empty line, is compared as text. */
    private static List<List<String>> blocks(String text) {
        List<List<String>> blocks = new ArrayList<>();
        List<String> commands = new ArrayList<>();
        boolean inOutput = false;
        for (String line : text.lines().toList()) {
            if (inOutput) {
                inOutput = !line.isBlank();
            } else if (line.equals(SEPARATOR)) {
                blocks.add(commands);
                commands = new ArrayList<>();
                inOutput = true;
            } else {
                commands.add(line);
            }
        }
        assertEquals(List.of(), commands, "commands without " + SEPARATOR);
        return blocks;
    }
}
