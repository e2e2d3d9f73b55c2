package io.quoin.simulator.mutant;

import io.quoin.simulator.Mutant;
import io.quoin.statemachine.record.RecordCodec;
import io.quoin.statemachine.record.StoredForm;
import io.quoin.storage.Checkpoint;
import io.quoin.storage.StorageEngine;
import io.quoin.storage.View;
import java.lang.foreign.ValueLayout;

/** The revision after a start is the newest one of a key that lives, not the one that was stored. */
final class RevisionInferred extends Mutant {
    @Override
    public StorageEngine engine(StorageEngine engine) {
        return new EngineAround(engine) {
            @Override
            public Checkpoint recovered() {
                Checkpoint stored = super.recovered();
                return new Checkpoint(
                        stored.appliedIndex(),
                        stored.appliedTerm(),
                        newestLiving(stored.revision()),
                        stored.compactedRevision(),
                        stored.setHash(),
                        stored.chainDigest());
            }

            private long newestLiving(long upTo) {
                long[] newest = {1};
                try (View view = engine().view()) {
                    view.scan(1, 0, upTo + 1, (main, sub, record) -> {
                        byte[] pair = record.asSlice(0, record.byteSize() - StoredForm.TRAILER_BYTES)
                                .toArray(ValueLayout.JAVA_BYTE);
                        if (!RecordCodec.parse(pair).isTombstone()) {
                            newest[0] = main;
                        }
                        return true;
                    });
                }
                return newest[0];
            }
        };
    }
}
