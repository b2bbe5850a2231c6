package dev.weir.knowledge.embedding;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Keeps ONNX Runtime's telemetry from ever starting.
 *
 * <p>From 1.29 on the library collects usage on Linux and macOS too, as soon as its environment is made and
 * before any call could forbid it: it writes a database into the user's cache folder, and takes the process's
 * command line apart with a recursive regular expression that overflows the stack on a long class path and
 * takes the JVM down without a report (vespa-engine/vespa pull request 37786 met the same). Only the
 * environment variable {@code ORT_DISABLE_TELEMETRY} prevents it, so it is set here, by the C library's own
 * {@code setenv}, before the library is loaded.
 */
final class RuntimeTelemetry {
    static final String SWITCH = "ORT_DISABLE_TELEMETRY";

    private RuntimeTelemetry() {}

    /** To be called before any class of ONNX Runtime is used. Does nothing on Windows, which has no {@code setenv}. */
    static void switchOff() {
        Linker linker = Linker.nativeLinker();
        linker.defaultLookup().find("setenv").ifPresent(setenv -> set(linker, setenv));
    }

    private static void set(Linker linker, MemorySegment setenv) {
        MethodHandle call = linker.downcallHandle(
                setenv,
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
        try (Arena arena = Arena.ofConfined()) {
            int failed = (int) call.invokeExact(arena.allocateFrom(SWITCH), arena.allocateFrom("1"), 1);
            if (failed != 0) {
                throw new IllegalStateException("setenv refused " + SWITCH);
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("the telemetry of ONNX Runtime could not be switched off", e);
        }
    }
}
