package dev.weir.http;

/** Takes the files of a form as they come. What it throws ends the request. */
public interface FormReceiver {
    /** A file begins; the one before it is complete. */
    void begin(String field, String fileName);

    /** The next bytes of the file that began last; they are the receiver's own. */
    void take(byte[] piece);
}
