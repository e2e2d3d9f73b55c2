package io.quoin.server.log;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * A log file that is put aside when it has grown to its size, under its name with the time before the extension, as
 * lumberjack does it in etcd: {@code etcd-2006-01-02T15-04-05.000.log}. Old files are compressed and deleted by the
 * thread that writes the line: rotation is rare, and lines are too.
 */
final class RotatingFile implements LogOutput {
    private static final long MEGABYTE = 1 << 20;
    private static final String COMPRESSED = ".gz";
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH-mm-ss.SSS", Locale.ROOT);

    private final Path path;
    private final LogRotation rotation;
    private final Clock clock;
    private OutputStream stream;
    private long size;

    private RotatingFile(Path path, LogRotation rotation, Clock clock) throws IOException {
        this.path = path.toAbsolutePath();
        this.rotation = rotation;
        this.clock = clock;
        Files.createDirectories(this.path.getParent());
        reopen();
    }

    /** Opens a file at its end, made with its directory when absent. */
    static RotatingFile open(Path path, LogRotation rotation) throws IOException {
        return open(path, rotation, Clock.systemUTC());
    }

    static RotatingFile open(Path path, LogRotation rotation, Clock clock) throws IOException {
        return new RotatingFile(path, rotation, clock);
    }

    @Override
    public synchronized void write(byte[] line) throws IOException {
        if (size > 0 && size + line.length > rotation.megabytesMax() * MEGABYTE) {
            rotate();
        }
        stream.write(line);
        size += line.length;
    }

    private void reopen() throws IOException {
        stream = Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        size = Files.size(path);
    }

    private void rotate() throws IOException {
        stream.close();
        Instant now = clock.instant();
        Files.move(path, path.resolveSibling(prefix() + STAMP.format(now.atZone(zone())) + extension()));
        reopen();
        List<Path> backups = backups();
        for (int i = 0; i < backups.size(); i++) {
            Path backup = backups.get(i);
            if ((rotation.backupsMax() > 0 && i >= rotation.backupsMax()) || isTooOld(backup, now)) {
                Files.delete(backup);
            } else if (rotation.compressed() && !backup.toString().endsWith(COMPRESSED)) {
                compress(backup);
            }
        }
    }

    private boolean isTooOld(Path backup, Instant now) throws IOException {
        Instant oldest = now.minus(Duration.ofDays(rotation.daysMax()));
        return rotation.daysMax() > 0
                && Files.getLastModifiedTime(backup).toInstant().isBefore(oldest);
    }

    private static void compress(Path backup) throws IOException {
        Path compressed = backup.resolveSibling(backup.getFileName() + COMPRESSED);
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(compressed))) {
            Files.copy(backup, out);
        }
        Files.setLastModifiedTime(compressed, Files.getLastModifiedTime(backup));
        Files.delete(backup);
    }

    /** The files that were put aside, the newest first. */
    private List<Path> backups() throws IOException {
        List<Path> backups = new ArrayList<>();
        try (Stream<Path> files = Files.list(path.getParent())) {
            files.filter(file -> isBackup(file.getFileName().toString())).forEach(backups::add);
        }
        backups.sort(Comparator.comparing(Path::toString).reversed());
        return backups;
    }

    private boolean isBackup(String name) {
        return name.startsWith(prefix()) && (name.endsWith(extension()) || name.endsWith(extension() + COMPRESSED));
    }

    private String prefix() {
        String name = path.getFileName().toString();
        return name.substring(0, name.length() - extension().length()) + '-';
    }

    private String extension() {
        String name = path.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return dot < 0 ? "" : name.substring(dot);
    }

    private ZoneId zone() {
        return rotation.localTime() ? ZoneId.systemDefault() : ZoneOffset.UTC;
    }
}
