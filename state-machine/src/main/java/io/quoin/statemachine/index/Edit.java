package io.quoin.statemachine.index;

/**
 * What the writer and the nodes share while a change goes down the tree: the id of the present edit, and what the last
 * change found at the leaf.
 */
final class Edit {
    /** Nodes that carry this id were made since the last publish, so no reader has them: they are changed in place. */
    long id = 1;
    /** Keys in the tree, tombstones included. */
    long size;
    /** The array that the tree holds for the key of the last put. */
    byte[] heldKey;
}
