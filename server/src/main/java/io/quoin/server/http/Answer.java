package io.quoin.server.http;

/**
 * An answer in plain text.
 *
 * @param status HTTP's
 * @param isNotSniffed whether the client is told to believe the content type, as Go's {@code http.Error} does
 */
record Answer(int status, boolean isNotSniffed, String body) {
    static Answer ok(String body) {
        return new Answer(200, false, body);
    }

    static Answer okNotSniffed(String body) {
        return new Answer(200, true, body);
    }

    /** As Go's {@code http.Error}: with a line feed behind the text. */
    static Answer error(int status, String text) {
        return new Answer(status, true, text + '\n');
    }
}
