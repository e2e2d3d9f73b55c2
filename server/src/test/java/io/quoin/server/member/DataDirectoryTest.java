package io.quoin.server.member;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
    private static final MemberIds OURS = new MemberIds(0xc1, 0xffff_ffff_ffff_fff1L);

    @TempDir
    private Path folder;

    private static String refusal(Path directory, MemberIds ids) {
        return assertThrows(StartRefusedException.class, () -> DataDirectory.open(directory, ids))
                .getMessage();
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> names = Files.list(directory)) {
            return names.map(name -> name.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aNewDirectoryIsForItsOwnerOnlyAndIsOursAgain() throws Exception {
        Path directory = folder.resolve("a b").resolve("default.etcd");
        DataDirectory.open(directory, OURS).close();
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)));
        assertEquals(List.of("LOCK", "identity"), names(directory));
        DataDirectory.open(directory, OURS).close();
    }

    @Test
    void aSecondServerIsRefused() throws Exception {
        try (DataDirectory first = DataDirectory.open(folder, OURS)) {
            assertTrue(refusal(folder, OURS).contains("in use by another server"));
            assertTrue(Files.exists(first.store("lmdb")));
        }
        DataDirectory.open(folder, OURS).close();
    }

    @Test
    void theDataOfEtcdAreNotTouched() throws Exception {
        Path database = folder.resolve("member/snap/db");
        Files.createDirectories(database.getParent());
        Files.writeString(database, "bolt");
        assertTrue(refusal(folder, OURS).contains("holds the data of etcd"));
        assertEquals(List.of("member"), names(folder));
        assertEquals("bolt", Files.readString(database));
    }

    @Test
    void anotherMembersDataAreRefused() throws Exception {
        DataDirectory.open(folder, OURS).close();
        String text = Files.readString(folder.resolve("identity"));
        String message = refusal(folder, new MemberIds(0xc1, 2));
        assertTrue(message.contains("belongs to member fffffffffffffff1 of cluster 00000000000000c1"), message);
        assertEquals(text, Files.readString(folder.resolve("identity")));
    }

    @Test
    void aDamagedOrMissingIdentityIsRefused() throws Exception {
        DataDirectory.open(folder, OURS).close();
        Files.writeString(folder.resolve("identity"), "format x");
        assertTrue(refusal(folder, OURS).contains("is damaged"));
        Files.writeString(folder.resolve("identity"), new Identity(1, 0xc1, 1).text());
        assertTrue(refusal(folder, OURS).contains("has format 1, this server reads format 2"));
        Files.delete(folder.resolve("identity"));
        Files.createDirectory(folder.resolve("member"));
        assertTrue(refusal(folder, OURS).contains("has data but no file 'identity'"));
    }

    @Test
    void aFileIsNoDataDirectory() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        assertTrue(refusal(file, OURS).contains("cannot be used"));
        assertFalse(Files.isDirectory(file));
    }

    @Test
    void theIdentityReadsBackWhatItWrites() {
        Identity identity = Identity.of(OURS);
        assertEquals(identity, Identity.parse(identity.text()).orElseThrow());
        assertTrue(Identity.parse(identity.text() + "x").isEmpty());
    }
}
