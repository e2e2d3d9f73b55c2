package io.quoin.simulator.mutant;

import io.quoin.simulator.Mutant;
import io.quoin.statemachine.record.StoredForm;
import io.quoin.storage.EntrySink;
import io.quoin.storage.RecordSink;
import io.quoin.storage.StorageEngine;
import io.quoin.storage.Table;
import io.quoin.storage.View;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Reads believe a record whose head is sound, whatever its own checksum says; a start does not. */
final class DamagedValueServed extends Mutant {
    @Override
    public StorageEngine engine(StorageEngine engine) {
        return new EngineAround(engine) {
            @Override
            public View view() {
                return new BelievingView(super.view());
            }
        };
    }

    private record BelievingView(View view) implements View {
        @Override
        public boolean get(long main, int sub, RecordSink sink) {
            return view.get(
                    main,
                    sub,
                    (foundMain, foundSub, stored) ->
                            sink.record(foundMain, foundSub, believed(foundMain, foundSub, stored)));
        }

        @Override
        public void scan(long fromMain, int fromSub, long toMain, RecordSink sink) {
            view.scan(fromMain, fromSub, toMain, sink);
        }

        @Override
        public void entries(Table table, EntrySink sink) {
            view.entries(table, sink);
        }

        @Override
        public void close() {
            view.close();
        }

        private static MemorySegment believed(long main, int sub, MemorySegment stored) {
            var form = new StoredForm();
            if (form.head(main, sub, stored) == null) {
                return stored;
            }
            byte[] record = stored.asSlice(0, stored.byteSize() - StoredForm.TRAILER_BYTES)
                    .toArray(ValueLayout.JAVA_BYTE);
            return form.encode(main, sub, record);
        }
    }
}
