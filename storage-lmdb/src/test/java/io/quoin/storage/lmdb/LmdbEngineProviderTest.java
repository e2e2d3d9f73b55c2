package io.quoin.storage.lmdb;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quoin.storage.StorageEngineProvider;
import org.junit.jupiter.api.Test;

class LmdbEngineProviderTest {
    @Test
    void theEngineIsFoundByItsNameAndAWrongNameIsAnsweredWithThoseThatExist() {
        assertInstanceOf(LmdbEngineProvider.class, StorageEngineProvider.named("lmdb"));
        var refused = assertThrows(IllegalArgumentException.class, () -> StorageEngineProvider.named("lmbd"));
        assertTrue(refused.getMessage().contains("[lmdb]"), refused::getMessage);
    }
}
