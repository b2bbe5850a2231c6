package dev.weir.tests;

import dev.weir.knowledge.parser.ParserProgram;
import dev.weir.spi.parsing.ParseEvent;
import dev.weir.spi.parsing.ParseEvent.Kind;
import dev.weir.spi.parsing.ParseEvent.Outcome;
import dev.weir.spi.parsing.ParseRequest;
import dev.weir.spi.parsing.ParseWire;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A reader of documents that does what the document says, a line at a time, such as {@code text Hello} or {@code crash}.
 * Whatever begins a line that is no order is told as a paragraph.
 */
final class ScriptedParser {
    private final DataOutputStream out;
    private final ParseRequest request;
    private final List<byte[]> eaten = new ArrayList<>();
    private boolean ended;

    private ScriptedParser(DataOutputStream out, ParseRequest request) {
        this.out = out;
        this.request = request;
    }

    /** How it is started instead of the true one. */
    static ParserProgram program() {
        return new ParserProgram(List.of(home(ScriptedParser.class), home(ParseWire.class)), NAME);
    }

    private static final String NAME = "dev.weir.tests.ScriptedParser";

    /** The options of a JVM whose Weir uses it. */
    static List<String> options() {
        return List.of(
                "-D" + ParserProgram.CLASS_PATH + "=" + home(ScriptedParser.class) + ":" + home(ParseWire.class),
                "-D" + ParserProgram.MAIN_CLASS + "=" + NAME);
    }

    /** For Weirs that start in this process from now on. */
    static void use() {
        System.setProperty(ParserProgram.CLASS_PATH, home(ScriptedParser.class) + ":" + home(ParseWire.class));
        System.setProperty(ParserProgram.MAIN_CLASS, NAME);
    }

    static void useNoMore() {
        System.clearProperty(ParserProgram.CLASS_PATH);
        System.clearProperty(ParserProgram.MAIN_CLASS);
    }

    private static Path home(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    public static void main(String[] arguments) throws Exception {
        DataInputStream in = new DataInputStream(new BufferedInputStream(System.in));
        DataOutputStream out = new DataOutputStream(new BufferedOutputStream(System.out));
        out.writeInt(ParseWire.VERSION);
        out.flush();
        if (in.readInt() != ParseWire.VERSION) {
            System.exit(9);
        }
        ParseWire.@Nullable Incoming next = ParseWire.readRequest(in);
        while (next != null) {
            byte[] content = in.readNBytes((int) next.length());
            new ScriptedParser(out, next.request()).perform(new String(content, StandardCharsets.UTF_8));
            next = ParseWire.readRequest(in);
        }
    }

    private void perform(String script) throws Exception {
        for (String line : script.split("\n", -1)) {
            if (!ended && !line.isBlank()) {
                obey(line.split(" ", 2)[0], line.contains(" ") ? line.split(" ", 2)[1] : "", line);
            }
        }
        if (!ended) {
            end(Outcome.READ, null);
        }
    }

    private void obey(String order, String rest, String line) throws Exception {
        switch (order) {
            case "title" -> tell(new ParseEvent.Title(rest));
            case "page" ->
                tell(new ParseEvent.Page(Integer.parseInt(rest.split("/")[0]), Integer.parseInt(rest.split("/")[1])));
            case "heading" -> block(Kind.HEADING, 1, rest);
            case "row" -> block(Kind.TABLE_ROW, 0, rest);
            case "item" -> block(Kind.LIST_ITEM, 1, rest);
            case "code" -> block(Kind.CODE, 0, rest);
            case "file" ->
                tell(new ParseEvent.Embedded(rest.split(" ")[0], 1, Outcome.valueOf(rest.split(" ")[1]), null));
            case "end" -> end(Outcome.valueOf(rest.split(" ", 2)[0]), rest.split(" ", 2)[1]);
            case "password" -> open(rest);
            case "sleep" -> Thread.sleep(Long.parseLong(rest));
            case "hang" -> Thread.sleep(Long.MAX_VALUE);
            case "spin" -> spin();
            case "crash" -> Runtime.getRuntime().halt(7);
            case "memory" -> eat();
            case "flood" -> flood();
            case "note" ->
                Files.writeString(
                        Path.of(rest), request.fileName() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            case "noise" -> out.write(new byte[] {99, 98, 97, 96});
            case "reach" -> block(Kind.PARAGRAPH, 0, reach(rest));
            default -> block(Kind.PARAGRAPH, 0, line);
        }
        out.flush();
    }

    private void tell(ParseEvent event) throws IOException {
        ParseWire.writeEvent(out, event);
    }

    private void block(Kind kind, int level, String text) throws IOException {
        tell(new ParseEvent.Block(kind, level, text));
    }

    private void end(Outcome outcome, @Nullable String reason) throws IOException {
        ended = true;
        tell(new ParseEvent.Ended(outcome, "text/x-script", reason));
        out.flush();
    }

    private void open(String password) throws IOException {
        if (!password.equals(request.password())) {
            end(Outcome.ENCRYPTED, request.password() == null ? "it needs a password" : "the password is another one");
        }
    }

    private static void spin() {
        long turns = 0;
        while (turns >= 0) {
            turns = turns + 1 & Long.MAX_VALUE >> 1;
        }
    }

    private void eat() {
        while (true) {
            eaten.add(new byte[8 << 20]);
        }
    }

    private void flood() throws IOException {
        while (true) {
            block(Kind.PARAGRAPH, 0, "flood ".repeat(10_000));
        }
    }

    /** What it sees of the machine: a file, an address, its environment, the folder that it works in. */
    private static String reach(String what) {
        if (what.startsWith("/")) {
            return Files.exists(Path.of(what)) ? "seen" : "unseen";
        }
        if (what.contains(":")) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(what.split(":")[0], Integer.parseInt(what.split(":")[1])), 2000);
                return "connected";
            } catch (IOException e) {
                return "unconnected";
            }
        }
        return "environment " + new ArrayList<>(System.getenv().keySet()) + " in "
                + Path.of("").toAbsolutePath();
    }
}
