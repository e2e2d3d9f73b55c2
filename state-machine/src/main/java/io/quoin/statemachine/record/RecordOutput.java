package io.quoin.statemachine.record;

/** Takes records one after the other, each into room that it makes in an array of its own. For one thread. */
public interface RecordOutput {
    /**
     * Makes room for the next record. It is written to {@link #array} before anything else is called here.
     *
     * @return where in the array it begins
     */
    int room(int bytes);

    /** The array in which there is room now; another one after each {@link #room}. */
    byte[] array();
}
