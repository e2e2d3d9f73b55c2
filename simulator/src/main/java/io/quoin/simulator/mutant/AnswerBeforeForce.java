package io.quoin.simulator.mutant;

import io.quoin.consensus.wal.Disk;
import io.quoin.consensus.wal.DiskFile;
import io.quoin.simulator.Mutant;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Batches are written, but the force of a log segment does nothing: what is answered may be lost. */
final class AnswerBeforeForce extends Mutant {
    @Override
    public Disk disk(Disk disk) {
        return new DiskAround(disk) {
            @Override
            DiskFile file(String path, DiskFile file) {
                return path.endsWith(".wal") ? new Unforced(file) : file;
            }
        };
    }

    private record Unforced(DiskFile file) implements DiskFile {
        @Override
        public int read(ByteBuffer to, long position) throws IOException {
            return file.read(to, position);
        }

        @Override
        public void write(ByteBuffer from, long position) throws IOException {
            file.write(from, position);
        }

        @Override
        public void force(boolean metadata) {
            // the mistake
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
