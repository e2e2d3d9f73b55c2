package io.quoin.server.log;

/**
 * When the file of the log is rotated and which old ones are kept, as etcd's {@code --log-rotation-config-json} says.
 *
 * @param megabytesMax size (MiB) beyond which a file is put aside, at least 1
 * @param daysMax age beyond which an old file is deleted, 0 for never
 * @param backupsMax how many old files are kept, 0 for all
 * @param localTime whether old files are named by local time, not UTC
 * @param compressed whether old files are compressed with gzip
 */
public record LogRotation(int megabytesMax, int daysMax, int backupsMax, boolean localTime, boolean compressed) {}
