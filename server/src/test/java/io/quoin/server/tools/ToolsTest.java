package io.quoin.server.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tools as an operator meets them: arguments in; text, one line on standard error and an exit status out. */
class ToolsTest {
    private static final int BLOCK = 4096;

    @TempDir
    private Path folder;

    /** What a tool left behind. */
    private record Ran(int code, String out, String err) {
        List<JsonObject> json() {
            return out.lines().map(JsonObject::new).toList();
        }

        Ran exited(int expected) {
            assertEquals(expected, code, out + err);
            return this;
        }
    }

    private static Ran run(Object... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        List<String> texts = Arrays.stream(arguments).map(Object::toString).toList();
        int code = Tools.run(texts, out, new PrintWriter(err, true));
        return new Ran(code, out.toString(), err.toString());
    }

    private Path data() throws IOException {
        return SmallMember.make(folder.resolve("data"));
    }

    private static void change(Path file, long offset, byte... bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(bytes), offset);
        }
    }

    private static Path lastSegment(Path data) throws IOException {
        try (var files = Files.list(data.resolve("member/wal"))) {
            return files.filter(file -> file.toString().endsWith(".wal"))
                    .sorted()
                    .toList()
                    .getLast();
        }
    }

    @Test
    void aDumpOfATinyDirectoryReadsLikeThis() throws IOException {
        Path data = data();
        Ran ran = run("dump", data, "--keys", "--revisions").exited(0);
        String expected = """
                data directory    %s
                format            2
                cluster           00000000000000c1
                member            0000000000000007
                storage engine    %s
                applied           entry 5 of term 2
                log               entries 1 to 6, 1 of them not in the engine yet
                revision          5
                compacted at      never
                live keys         1
                live bytes        4 of keys, 10 of values
                revisions         4
                records           4, 1 tombstone among them, 123 bytes
                alarms            none
                other tables      lease 0, auth 0, member 0, meta 0
                state hash        %s, as stored

                CREATE    MOD       VERSION   LEASE             VALUE       KEY
                3         3         1         -                 10          "k\u00fc\\""

                REVISION  PLACE   WHAT       CREATE    VERSION   LEASE             VALUE       KEY
                2         0       put        2         1         -                 3           "foo"
                3         0       put        3         1         -                 10          "k\u00fc\\""
                4         0       put        2         2         -                 1           "foo"
                5         0       tombstone  -         -         -                 -           "foo"
                """.formatted(data, value(ran, "storage engine"), hash(ran));
        assertEquals(expected, ran.out());
    }

    @Test
    void aLogWithAPlaceOfItsOwnIsFoundThere() throws IOException {
        Path data = data();
        String dumped = run("dump", data).exited(0).out();
        String batches = run("wal", "dump", data).exited(0).out();
        Path log = Files.createDirectory(folder.resolve("log"));
        Files.move(data.resolve("member/wal"), log.resolve("wal"));
        Files.move(data.resolve("member/vote.meta"), log.resolve("vote.meta"));

        assertEquals(dumped, run("dump", data, "--wal-dir", log).exited(0).out());
        Ran moved = run("wal", "dump", data, "--wal-dir", log).exited(0);
        assertEquals(batches, moved.out().replace("log/wal/", "member/wal/"));
        Ran verified = run("wal", "verify", data, "--wal-dir", log).exited(0);
        assertTrue(verified.out().contains("log/wal/"), verified.out());
        run("wal", "verify", data, "--wal-dir", folder.resolve("nowhere")).exited(3);
    }

    private static String value(Ran ran, String label) {
        return ran.out()
                .lines()
                .filter(line -> line.startsWith(label + " "))
                .findFirst()
                .orElseThrow()
                .substring(label.length())
                .strip();
    }

    private static String hash(Ran ran) {
        return value(ran, "state hash").substring(0, 16);
    }

    @Test
    void aLogOfSixEntriesReadsLikeThis() throws IOException {
        Path data = data();
        Ran ran = run("wal", "dump", data).exited(0);
        String second = "member/wal/" + lastSegment(data).getFileName();
        assertEquals(
                """
                batch 1 RECORDS  %1$s offset 4096  4096 bytes  term 1 vote 0000000000000007 commit 0
                  entry 1 term 1 NO_OP  0 bytes
                batch 2 RECORDS  %1$s offset 8192  4096 bytes
                  entry 2 term 1 COMMAND  47 bytes  from %2$s/2  put { key: "foo" value: "bar" }
                batch 3 RECORDS  %1$s offset 12288  4096 bytes
                  entry 3 term 1 COMMAND  55 bytes  from %2$s/3  put { key: "k\\303\\274\\"" value: "0123456789" }
                """.formatted(SmallMember.FIRST_SEGMENT, "0000000000000007/0000000000000abc"),
                String.join(
                        "", ran.out().lines().limit(6).map(line -> line + "\n").toList()));
        assertTrue(ran.out().contains("\n  entry 5 term 2 COMMAND  42 bytes"), ran.out());
        assertTrue(ran.out().contains("  delete_range { key: \"foo\" }\n"), ran.out());
        assertTrue(ran.out().contains("batch 7 CLOSE  " + second + " offset 4096"), ran.out());
    }

    @Test
    void theRangeOfEntriesIsObeyed() throws IOException {
        List<JsonObject> lines = run("wal", "dump", data(), "--from", 3, "--to=4", "--json")
                .exited(0)
                .json();
        List<Long> entries = lines.stream()
                .filter(line -> line.getString("type").equals("entry"))
                .map(line -> line.getLong("index"))
                .toList();
        assertEquals(List.of(3L, 4L), entries);
        assertEquals(4, lines.size());
        assertEquals("put { key: \"foo\" value: \"x\" }", lines.getLast().getString("command"));
    }

    @Test
    void aCleanLogIsVerified() throws IOException {
        Ran ran = run("wal", "verify", data()).exited(0);
        assertEquals("clean", value(ran, "verdict"));
        assertEquals("6, 1 to 6, the last one of term 2", value(ran, "entries"));
        assertEquals("7, 1 to 7", value(ran, "batches"));
        assertEquals("term 2, vote for 0000000000000007, commit at least 4", value(ran, "term and vote"));
        assertEquals(
                3,
                ran.out().lines().filter(line -> line.startsWith("member/wal/")).count());
    }

    @Test
    void notAByteChangesWhateverIsAsked() throws IOException {
        Path data = data();
        Path last = lastSegment(data);
        change(last, Files.size(last) - 10, (byte) 1); // leftovers that a start would clear
        Files.writeString(data.resolve("member/wal/next.tmp"), "unfinished");
        Files.createDirectory(data.resolve("member/store/lmdb/building-9"));
        List<String> before = SmallMember.remember(data);
        for (String options : List.of("dump --keys --revisions", "dump --json", "wal verify", "wal dump --json")) {
            List<String> arguments = new ArrayList<>(List.of(options.split(" ")));
            arguments.add(data.toString());
            assertTrue(run(arguments.toArray()).out().length() > 100, options);
        }
        assertEquals(before, SmallMember.remember(data));
    }

    @Test
    void anUnfinishedWriteIsExitStatusOne() throws IOException {
        Path data = data();
        Path last = lastSegment(data);
        change(last, BLOCK + 512, new byte[BLOCK - 512]); // of the marker only its first sector arrived
        Ran ran = run("wal", "verify", data).exited(1);
        assertTrue(value(ran, "verdict").startsWith("an unfinished write at member/wal/"), ran.out());
        assertTrue(value(ran, "verdict").contains("offset 4096"), ran.out());
        assertEquals(1, run("wal", "dump", data).exited(1).err().lines().count());
    }

    @Test
    void damageIsExitStatusTwoWithFileAndOffset() throws IOException {
        Path data = data();
        change(data.resolve(SmallMember.FIRST_SEGMENT), 2 * BLOCK + 90, (byte) 'X');
        Ran ran = run("wal", "verify", data).exited(2);
        assertTrue(
                value(ran, "damage").startsWith("DURABLE_BATCH at " + SmallMember.FIRST_SEGMENT + " offset 8192: "),
                ran.out());
        assertEquals("1, 1 to 1, the last one of term 1", value(ran, "entries"));
        assertEquals(
                2,
                ran.out().lines().filter(line -> line.endsWith("behind damage")).count());

        Ran dumped = run("wal", "dump", data).exited(2);
        assertEquals(2, dumped.out().lines().count());
        assertTrue(dumped.err().startsWith("quoin: DURABLE_BATCH at "), dumped.err());
        assertEquals("damaged; see quoin wal verify", value(run("dump", data).exited(0), "log"));
    }

    @Test
    void aZeroedBatchAndACutSegmentAreDamageToo() throws IOException {
        Path zeroed = SmallMember.make(folder.resolve("zeroed"));
        change(zeroed.resolve(SmallMember.FIRST_SEGMENT), 2 * BLOCK, new byte[BLOCK]);
        Path cut = SmallMember.make(folder.resolve("cut"));
        try (FileChannel channel = FileChannel.open(cut.resolve(SmallMember.FIRST_SEGMENT), StandardOpenOption.WRITE)) {
            channel.truncate(2 * BLOCK + 100);
        }
        for (Path data : List.of(zeroed, cut)) {
            List<JsonObject> lines =
                    run("wal", "verify", data, "--json").exited(2).json();
            assertEquals("damaged", lines.getFirst().getString("verdict"));
            JsonObject damage = lines.getLast();
            assertEquals(SmallMember.FIRST_SEGMENT, damage.getString("file"));
            assertEquals(8192, damage.getInteger("offset"));
        }
    }

    @Test
    void aDamagedRecordIsExitStatusTwo() throws IOException {
        Path data = data();
        Path file = data.resolve("member/store/lmdb/env-1/data.mdb");
        byte[] bytes = Files.readAllBytes(file);
        int flipped = 0;
        for (int at = 0; at + 10 <= bytes.length; at++) {
            if (Arrays.equals(
                    Arrays.copyOfRange(bytes, at, at + 10), "0123456789".getBytes(StandardCharsets.US_ASCII))) {
                bytes[at] ^= 1;
                flipped++;
            }
        }
        assertTrue(flipped > 0);
        Files.write(file, bytes);

        Ran ran = run("dump", data, "--revisions").exited(2);

        assertEquals("revision 3, place 0: the value of key \"kü\\\"\"", value(ran, "damaged record"));
        assertTrue(value(ran, "state hash").endsWith(", as stored"), ran.out());
        assertTrue(ran.out().contains("\n3         0       damaged "), ran.out());
        JsonObject revision = run("dump", data, "--revisions", "--json").exited(2).json().stream()
                .filter(line -> line.getInteger("revision") == 3)
                .findFirst()
                .orElseThrow();
        assertEquals("damaged", revision.getString("what"));
        assertEquals(10, revision.getInteger("valueBytes"));
    }

    @Test
    void keysAreBase64InJson() throws IOException {
        List<JsonObject> lines =
                run("dump", data(), "--keys", "--json").exited(0).json();
        assertEquals(
                List.of("summary", "key"),
                lines.stream().map(line -> line.getString("type")).toList());
        assertEquals(
                "k\u00fc\"",
                new String(Base64.getDecoder().decode(lines.getLast().getString("key")), StandardCharsets.UTF_8));
        assertEquals(10, lines.getLast().getInteger("valueBytes"));
        assertTrue(lines.getFirst().getBoolean("sound"));
    }

    @Test
    void aDirectoryInUseIsRefusedInOneLine() throws IOException {
        Path data = data();
        try (FileChannel server = FileChannel.open(data.resolve("LOCK"), StandardOpenOption.WRITE);
                var _ = server.lock()) {
            for (String[] tool : new String[][] {{"dump"}, {"wal", "verify"}, {"wal", "dump"}}) {
                List<String> arguments = new ArrayList<>(List.of(tool));
                arguments.add(data.toString());
                assertEquals(
                        "quoin: data directory " + data + " is in use by a server: stop it first\n",
                        run(arguments.toArray()).exited(3).err());
            }
        }
        run("dump", data).exited(0);
    }

    @Test
    void whatIsNoDataDirectoryIsRefusedInOneLine() throws IOException {
        assertTrue(run("dump", folder).exited(3).err().contains("is no data directory of Quoin"));
        Ran absent = run("wal", "verify", folder.resolve("absent")).exited(3);
        assertEquals("quoin: there is no directory " + folder.resolve("absent") + "\n", absent.err());
        Path data = data();
        assertTrue(
                run("dump", "--storage-engine", "x", data).exited(3).err().contains("no storage engine is named 'x'"));
        Files.writeString(data.resolve("identity"), "format x");
        assertTrue(run("wal", "dump", data).exited(3).err().contains("is damaged"));
    }

    @Test
    void aWrongCommandLineIsSaidInOneLine() {
        for (String[] wrong : new String[][] {{"dump"}, {"wal"}, {"dump", "--nonsense", "x"}, {"wal", "verify"}}) {
            Ran ran = run((Object[]) wrong).exited(64);
            assertEquals(1, ran.err().lines().count(), ran.err());
            assertTrue(ran.err().contains("; see quoin help " + wrong[0]), ran.err());
        }
        assertTrue(run("wal", "dump", "--help").exited(0).out().contains("--from"));
        assertTrue(run("help", "dump").exited(0).out().contains("--revisions"));
    }

    @Test
    void anOutputThatCannotBeWrittenEndsTheTool() throws IOException {
        Writer full = new Writer() {
            @Override
            public void write(char[] characters, int offset, int length) throws IOException {
                throw new IOException("no space");
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        StringWriter err = new StringWriter();
        int code = Tools.run(List.of("dump", data().toString()), full, new PrintWriter(err, true));
        assertEquals(3, code);
        assertEquals("quoin: cannot write the output: no space\n", err.toString());
    }
}
