package dev.weir.parser;

import java.util.Arrays;

/** Reads mailboxes: each message is a page. */
final class MboxReader implements FormatReader {
    private static final byte[] START = {'F', 'r', 'o', 'm', ' '};

    @Override
    public void read(Source source, Text text, Inner inner) throws Exception {
        byte[] bytes = source.bytes();
        int start = next(bytes, 0);
        if (start < 0) {
            new PlainReader().read(source, text, inner);
        }
        for (int number = 1; start >= 0; number++) {
            int end = next(bytes, start + 1);
            text.page(number, 0);
            int body = afterLine(bytes, start);
            byte[] message = Arrays.copyOfRange(bytes, body, end < 0 ? bytes.length : Math.max(body, end));
            new MailReader().read(new Source("message.eml", message, null), text, inner);
            start = end;
        }
    }

    /** Where the next message begins: at a line that starts with "From ", at the top or after a blank line. */
    private static int next(byte[] bytes, int from) {
        for (int i = from; i + START.length < bytes.length; i++) {
            if (bytes[i] == 'F'
                    && Arrays.equals(bytes, i, i + START.length, START, 0, START.length)
                    && isAfterBlankLine(bytes, i)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isAfterBlankLine(byte[] bytes, int at) {
        if (at == 0 || at == 3 && new Source("", bytes, null).startsWith(0xef, 0xbb, 0xbf)) {
            return true;
        }
        int line = at - 1;
        if (bytes[line] != '\n') {
            return false;
        }
        line -= line > 0 && bytes[line - 1] == '\r' ? 2 : 1;
        return line < 0 || bytes[line] == '\n';
    }

    private static int afterLine(byte[] bytes, int from) {
        int at = from;
        while (at < bytes.length && bytes[at] != '\n') {
            at++;
        }
        return Math.min(bytes.length, at + 1);
    }
}
